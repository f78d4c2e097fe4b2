package dev.nano.runtime.http;

import dev.nano.runtime.exchange.RequestBody;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A body that is still arriving. Whoever reads it asks through the outbox; all fields are the event loop's.
 */
final class Http1Body implements RequestBody {
    /** The most that is delivered at once, in bytes. */
    private static final int MAX_CHUNK = 64 * 1024;

    /** How much of a body that nobody wants is read to keep a connection, in bytes. */
    private static final long MAX_DISCARD = 256 * 1024;

    private final Http1Connection connection;
    private final Framing framing;
    private final long announcedLength;
    private boolean continueOwed;
    private @Nullable Reader reader;
    private @Nullable String broken;
    private boolean discarded;
    private long waitingSince;
    private long discardedBytes;

    /** @param continueOwed whether the client waits for a 100 before it sends anything */
    Http1Body(Http1Connection connection, Framing framing, long announcedLength, boolean continueOwed) {
        this.connection = connection;
        this.framing = framing;
        this.announcedLength = announcedLength;
        this.continueOwed = continueOwed;
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
    public void read(Reader newReader) {
        connection.state().outbox.add(() -> {
            if (reader != null || discarded) {
                deliver(newReader, r -> r.failed(discarded ? "the body was discarded" : "the body is being read"));
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

    boolean isWanted() {
        return reader != null;
    }

    /** Whether somebody has been waiting for bytes for longer than that. */
    boolean isStalled(long now, long limitNanos) {
        return reader != null && now - waitingSince > limitNanos;
    }

    /** Whether so much has been thrown away that a new connection is cheaper. */
    boolean isTooMuch() {
        return discardedBytes > MAX_DISCARD;
    }

    /** Whether the connection can be used again after an answer that does not wait for this body. */
    boolean isWorthFinishing() {
        return !continueOwed && discardedBytes + framing.remaining() <= MAX_DISCARD;
    }

    /** Whether the rest may still be read by the one who has the exchange. */
    boolean isOpen() {
        return !discarded && broken == null;
    }

    /** Whether a 100 has to be sent now; true once at most. */
    boolean takeContinueOwed() {
        boolean owed = continueOwed && reader != null;
        continueOwed &= !owed;
        return owed;
    }

    boolean isContinueOwed() {
        return continueOwed;
    }

    /** Gives what is there to whoever waits for it, or throws it away when nobody ever will. */
    void serve(ByteBuf in) throws BadRequest {
        if (discarded) {
            skip(in);
        }
        Reader waiting = reader;
        if (waiting == null) {
            return;
        }
        String reason = broken;
        if (reason != null) {
            reader = null;
            deliver(waiting, r -> r.failed(reason));
            return;
        }
        byte[] chunk = next(in);
        if (chunk.length > 0) {
            reader = null;
            deliver(waiting, r -> r.chunk(chunk));
        } else if (framing.isComplete()) {
            reader = null;
            deliver(waiting, Reader::end);
        }
    }

    /** Says to the one who waits, and to whoever asks later, that no more will come. */
    void breakOff(String reason) {
        if (broken == null && !framing.isComplete()) {
            broken = reason;
            Reader waiting = reader;
            reader = null;
            if (waiting != null) {
                deliver(waiting, r -> r.failed(reason));
            }
        }
    }

    /** Like {@link #breakOff}, and what still arrives is thrown away. */
    void abandon(String reason) {
        breakOff(reason);
        discarded = true;
    }

    private void deliver(Reader to, Consumer<Reader> call) {
        try {
            call.accept(to);
        } catch (Throwable e) {
            connection.readerFailed(e);
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
