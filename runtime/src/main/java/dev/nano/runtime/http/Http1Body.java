package dev.nano.runtime.http;

import dev.nano.runtime.exchange.RequestBody;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A body that is still arriving. Whoever reads it asks through the outbox; all fields are the event loop's.
 */
final class Http1Body implements RequestBody {
    private static final int MAX_CHUNK = 64 * 1024;

    private final Http1Connection connection;
    private final Framing framing;
    private final long announcedLength;
    private @Nullable Reader reader;
    private @Nullable String broken;
    private boolean discarded;
    private long waitingSince;
    private long discardedBytes;

    Http1Body(Http1Connection connection, Framing framing, long announcedLength) {
        this.connection = connection;
        this.framing = framing;
        this.announcedLength = announcedLength;
    }

    @Override
    public boolean isEmpty() {
        return false;
    }

    @Override
    public long announcedLength() {
        return announcedLength;
    }

    @Override
    public byte @Nullable [] whole() {
        return null;
    }

    @Override
    public void read(Reader newReader) {
        connection.state().outbox.add(() -> {
            if (reader != null || discarded) {
                newReader.failed(discarded ? "the body was discarded" : "the body is being read already");
                return;
            }
            reader = newReader;
            waitingSince = System.nanoTime();
            connection.bodyWanted(this);
        });
    }

    @Override
    public void discard() {
        connection.state().outbox.add(() -> {
            discarded = true;
            connection.bodyWanted(this);
        });
    }

    boolean isComplete() {
        return framing.isComplete();
    }

    boolean isDiscarded() {
        return discarded;
    }

    boolean isBroken() {
        return broken != null;
    }

    boolean isWanted() {
        return reader != null;
    }

    long waitingSince() {
        return waitingSince;
    }

    /** How much of it the client has yet to send as far as that is known, in bytes. */
    long remaining() {
        return framing.remaining();
    }

    /** How much has been thrown away so far, in bytes. */
    long discardedBytes() {
        return discardedBytes;
    }

    /** Nobody will ask any more: what arrives is thrown away from now on. */
    void abandon() {
        discarded = true;
    }

    /** Gives what is there to whoever waits for it. */
    void serve(ByteBuf in) throws BadRequest {
        if (discarded) {
            skip(in);
        }
        Reader waiting = reader;
        if (waiting == null) {
            return;
        }
        if (broken != null) {
            reader = null;
            waiting.failed(broken);
            return;
        }
        byte[] chunk = next(in);
        if (chunk.length > 0) {
            reader = null;
            waiting.chunk(chunk);
        } else if (framing.isComplete()) {
            reader = null;
            waiting.end();
        }
    }

    /** Says to the one who waits, and to whoever asks later, that no more will come. */
    void breakOff(String reason) {
        if (broken != null || framing.isComplete()) {
            return;
        }
        broken = reason;
        Reader waiting = reader;
        if (waiting != null) {
            reader = null;
            waiting.failed(reason);
        }
    }

    /** Joins small chunks, because each delivery costs a visit to another thread. */
    private byte[] next(ByteBuf in) throws BadRequest {
        int available = framing.available(in);
        if (available == 0) {
            return new byte[0];
        }
        byte[] bytes = new byte[Math.min(in.readableBytes(), MAX_CHUNK)];
        int length = 0;
        while (available > 0 && length < bytes.length) {
            int take = Math.min(available, bytes.length - length);
            in.readBytes(bytes, length, take);
            framing.taken(take);
            length += take;
            available = framing.available(in);
        }
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    private void skip(ByteBuf in) throws BadRequest {
        for (int available = framing.available(in); available > 0; available = framing.available(in)) {
            in.skipBytes(available);
            framing.taken(available);
            discardedBytes += available;
        }
    }
}
