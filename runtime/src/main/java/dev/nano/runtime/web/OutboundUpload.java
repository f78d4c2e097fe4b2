package dev.nano.runtime.web;

import dev.nano.runtime.exchange.RequestBody;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.FluxSink;

/** Sends a body as the body of an outbound request: reads a chunk whenever the connection asks for one. */
final class OutboundUpload implements RequestBody.Reader {

    private final RequestBody body;
    private final FluxSink<ByteBuf> sink;
    /** Chunks asked for; above zero a reading is under way. */
    private final AtomicLong wanted = new AtomicLong();
    /** Above zero a call of {@code read} is to be made, by the one who made it so. */
    private final AtomicInteger reads = new AtomicInteger();

    OutboundUpload(RequestBody body, FluxSink<ByteBuf> sink) {
        this.body = body;
        this.sink = sink;
    }

    void start() {
        sink.onDispose(body::discard);
        sink.onRequest(count -> {
            if (wanted.getAndAccumulate(count, OutboundUpload::sum) == 0) {
                readOn();
            }
        });
    }

    /** A loop, because chunks that are there already arrive inside of {@code read}. */
    private void readOn() {
        if (reads.getAndIncrement() == 0) {
            do {
                body.read(this);
            } while (reads.decrementAndGet() != 0);
        }
    }

    private static long sum(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    @Override
    public void chunk(byte[] bytes) {
        sink.next(Unpooled.wrappedBuffer(bytes));
        if (wanted.decrementAndGet() > 0 && !sink.isCancelled()) {
            readOn();
        }
    }

    @Override
    public void end() {
        sink.complete();
    }

    @Override
    public void failed(String reason) {
        sink.error(new IOException(reason));
    }
}
