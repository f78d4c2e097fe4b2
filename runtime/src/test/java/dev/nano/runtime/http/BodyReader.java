package dev.nano.runtime.http;

import dev.nano.runtime.exchange.Exchange;
import dev.nano.runtime.exchange.RequestBody;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;

/** Reads a body to its end. */
final class BodyReader implements RequestBody.Reader {
    private final RequestBody body;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> done;

    private BodyReader(RequestBody body, CompletableFuture<byte[]> done) {
        this.body = body;
        this.done = done;
    }

    static CompletableFuture<byte[]> readAll(Exchange exchange) {
        CompletableFuture<byte[]> done = new CompletableFuture<>();
        readAll(exchange, done);
        return done;
    }

    static void readAll(Exchange exchange, CompletableFuture<byte[]> done) {
        exchange.body().read(new BodyReader(exchange.body(), done));
    }

    @Override
    public void chunk(byte[] chunk) {
        bytes.writeBytes(chunk);
        body.read(this);
    }

    @Override
    public void end() {
        done.complete(bytes.toByteArray());
    }

    @Override
    public void failed(String reason) {
        done.completeExceptionally(new IllegalStateException(reason));
    }
}
