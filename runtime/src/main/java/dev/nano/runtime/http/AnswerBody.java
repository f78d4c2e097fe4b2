package dev.nano.runtime.http;

import dev.nano.runtime.exchange.ResponseBody;
import dev.nano.runtime.log.Failures;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The body of an answer on its way out. Bytes wait here until the socket takes them, not in Netty's memory.
 */
final class AnswerBody implements ResponseBody {
    private static final Logger log = LoggerFactory.getLogger(AnswerBody.class);
    private static final long HIGH = 64 * 1024;
    private static final long LOW = 32 * 1024;
    private static final int SLICE = 64 * 1024;

    private final HttpExchange exchange;
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicReference<@Nullable Runnable> whenWritable = new AtomicReference<>();

    // Of the event loop alone.
    private final ArrayDeque<byte[]> chunks = new ArrayDeque<>();
    private int offset;
    private boolean ended;

    AnswerBody(HttpExchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public boolean write(byte[] bytes) {
        if (exchange.isOver()) {
            return false;
        }
        if (bytes.length == 0) {
            return waiting.get() < HIGH;
        }
        boolean more = waiting.addAndGet(bytes.length) < HIGH;
        exchange.loopState().outbox.add(new Outbox.Task() {
            @Override
            void run() {
                if (!ended && !exchange.isOver()) {
                    chunks.add(bytes);
                    exchange.pump();
                }
            }
        });
        return more;
    }

    @Override
    public void onWritable(Runnable action) {
        whenWritable.set(action);
        if (waiting.get() < HIGH || exchange.isOver()) {
            wake();
        }
    }

    @Override
    public void end() {
        exchange.loopState().outbox.add(() -> {
            ended = true;
            exchange.pump();
        });
    }

    @Override
    public void abort() {
        exchange.cutOff(null);
    }

    /** Takes a body that is there as a whole. */
    void fill(byte[] bytes) {
        waiting.addAndGet(bytes.length);
        chunks.add(bytes);
        ended = true;
    }

    /** Hands over as much as the wire takes. */
    void pump(Wire wire) {
        byte[] chunk = chunks.peek();
        while (chunk != null && !exchange.isOver() && wire.isWritable()) {
            int length = Math.min(chunk.length - offset, SLICE);
            wire.writeData(exchange, chunk, offset, length);
            offset += length;
            waiting.addAndGet(-length);
            if (offset == chunk.length) {
                chunks.remove();
                offset = 0;
                chunk = chunks.peek();
            }
        }
        if (chunk == null && ended && !exchange.isOver()) {
            wire.endData(exchange);
        } else if (waiting.get() < LOW) {
            wake();
        }
    }

    /** Runs what waits for room, or for the end. */
    void wake() {
        Runnable action = whenWritable.getAndSet(null);
        if (action != null) {
            try {
                action.run();
            } catch (Throwable e) {
                Failures.tell(log, "exchange_listener_failed", e, "id", exchange.id());
            }
        }
    }
}
