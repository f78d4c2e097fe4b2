package dev.nano.runtime.web;

import dev.nano.runtime.exchange.RequestBody;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;

/** A body that arrives as the test says. */
final class TestRequestBody implements RequestBody {

    private final boolean isEmpty;
    private final long announcedLength;
    private final Queue<byte[]> arrived = new ArrayDeque<>();
    private boolean isComplete;
    private String failure;
    private Reader waiting;
    volatile int reads;
    volatile boolean isDiscarded;

    private TestRequestBody(boolean isEmpty, long announcedLength) {
        this.isEmpty = isEmpty;
        this.announcedLength = announcedLength;
    }

    static TestRequestBody none() {
        return new TestRequestBody(true, 0);
    }

    /** Chunks come when the test calls {@link #arrive}. */
    static TestRequestBody later() {
        return new TestRequestBody(false, -1);
    }

    /** Complete from the start. */
    static TestRequestBody of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    static TestRequestBody of(byte[] bytes) {
        TestRequestBody body = new TestRequestBody(false, bytes.length);
        if (bytes.length > 0) {
            body.arrived.add(bytes);
        }
        body.isComplete = true;
        return body;
    }

    void arrive(String text) {
        synchronized (this) {
            arrived.add(text.getBytes(StandardCharsets.UTF_8));
        }
        deliver();
    }

    void complete() {
        synchronized (this) {
            isComplete = true;
        }
        deliver();
    }

    void failAll(String reason) {
        synchronized (this) {
            failure = reason;
        }
        deliver();
    }

    @Override
    public boolean isEmpty() {
        return isEmpty;
    }

    @Override
    public long announcedLength() {
        return announcedLength;
    }

    @Override
    public void read(Reader reader) {
        synchronized (this) {
            if (waiting != null) {
                throw new IllegalStateException("two reads at a time");
            }
            reads++;
            waiting = reader;
        }
        deliver();
    }

    @Override
    public void discard() {
        isDiscarded = true;
    }

    private void deliver() {
        Reader reader;
        byte[] chunk;
        String reason;
        synchronized (this) {
            if (waiting == null || (arrived.isEmpty() && !isComplete && failure == null)) {
                return;
            }
            reader = waiting;
            waiting = null;
            reason = failure;
            chunk = arrived.poll();
        }
        if (reason != null) {
            reader.failed(reason);
        } else if (chunk != null) {
            reader.chunk(chunk);
        } else {
            reader.end();
        }
    }
}
