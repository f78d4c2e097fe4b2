package dev.nano.runtime.web;

import dev.nano.runtime.exchange.ResponseBody;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What was sent; takes {@link #window} bytes before it asks to wait. */
final class TestResponseBody implements ResponseBody {

    private final TestExchange exchange;
    final List<byte[]> chunks = new CopyOnWriteArrayList<>();
    volatile boolean isAborted;
    private long window = Long.MAX_VALUE;
    private Runnable onWritable;

    TestResponseBody(TestExchange exchange) {
        this.exchange = exchange;
    }

    synchronized void window(long bytes) {
        window = bytes;
    }

    /** The client has read: {@code bytes} more may be written. */
    void read(long bytes) {
        synchronized (this) {
            window += bytes;
        }
        wake();
    }

    @Override
    public synchronized boolean write(byte[] bytes) {
        chunks.add(bytes);
        window -= bytes.length;
        return window > 0;
    }

    @Override
    public void onWritable(Runnable action) {
        synchronized (this) {
            onWritable = action;
        }
        wake();
    }

    void wake() {
        Runnable action;
        synchronized (this) {
            if (onWritable == null || (window <= 0 && !exchange.isOver())) {
                return;
            }
            action = onWritable;
            onWritable = null;
        }
        action.run();
    }

    @Override
    public void end() {
        exchange.finish(null, false);
    }

    @Override
    public void abort() {
        isAborted = true;
        exchange.finish(null, false);
    }

    byte[] bytes() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        chunks.forEach(all::writeBytes);
        return all.toByteArray();
    }
}
