package dev.nano.runtime.admin;

import dev.nano.runtime.exchange.RequestBody;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The body of a request as a stream that blocks, for virtual threads; refuses more than {@link #LARGEST} bytes. */
final class BodyStream extends InputStream {

    static final int LARGEST = 64 * 1024 * 1024;

    private final RequestBody body;
    private byte[] chunk = {};
    private int position;
    private long taken;
    private boolean ended;

    BodyStream(RequestBody body) {
        this.body = body;
        this.ended = body.isEmpty();
    }

    /** The body is larger than any call may be. */
    static final class TooLarge extends IOException {
        TooLarge() {
            super("the body is larger than " + LARGEST
                    + " bytes; send apps one by one, or those that are known by digest");
        }
    }

    @Override
    public int read() throws IOException {
        return fill() ? chunk[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, chunk.length - position);
        System.arraycopy(chunk, position, target, offset, count);
        position += count;
        return count;
    }

    private boolean fill() throws IOException {
        if (body.announcedLength() > LARGEST) {
            throw new TooLarge();
        }
        while (!ended && position == chunk.length) {
            byte[] next = next();
            ended = next == null;
            chunk = next == null ? new byte[0] : next;
            position = 0;
            taken += chunk.length;
            if (taken > LARGEST) {
                throw new TooLarge();
            }
        }
        return position < chunk.length;
    }

    private byte @Nullable [] next() throws IOException {
        var arriving = new CompletableFuture<byte @Nullable []>();
        body.read(new RequestBody.Reader() {
            @Override
            public void chunk(byte[] bytes) {
                arriving.complete(bytes);
            }

            @Override
            public void end() {
                arriving.complete(null);
            }

            @Override
            public void failed(String reason) {
                arriving.completeExceptionally(new IOException(reason));
            }
        });
        try {
            return arriving.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof IOException broken ? broken : new IOException(e.getCause());
        }
    }

    @Override
    public void close() {
        if (!ended) {
            body.discard();
        }
    }
}
