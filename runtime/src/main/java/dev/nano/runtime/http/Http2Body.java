package dev.nano.runtime.http;

import dev.nano.runtime.exchange.RequestBody;
import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The body of an HTTP/2 request. Bytes count against the stream's window until they have been asked for. All fields are
 * the event loop's.
 */
final class Http2Body implements RequestBody {
    private final Http2Stream stream;
    private final long announcedLength;
    private final ArrayDeque<byte[]> received = new ArrayDeque<>();
    private boolean continueOwed;
    private boolean ended;
    private boolean discarded;
    private @Nullable String broken;
    private @Nullable Reader reader;
    private long waitingSince;

    Http2Body(Http2Stream stream, long announcedLength, boolean continueOwed) {
        this.stream = stream;
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
        stream.state().outbox.add(() -> {
            if (reader != null || discarded) {
                deliver(newReader, r -> r.failed(discarded ? "the body was discarded" : "the body is being read"));
                return;
            }
            reader = newReader;
            waitingSince = System.nanoTime();
            serve();
            if (reader != null) {
                stream.bodyWanted(continueOwed);
                continueOwed = false;
            }
        });
    }

    @Override
    public void discard() {
        stream.state().outbox.add(() -> {
            discarded = true;
            received.clear();
        });
    }

    void received(byte[] bytes, boolean end) {
        continueOwed = false;
        ended |= end;
        if (bytes.length > 0 && !discarded) {
            received.add(bytes);
        }
        serve();
        if (reader != null) {
            stream.bodyWanted(false);
        }
    }

    boolean isComplete() {
        return ended;
    }

    boolean isStalled(long now, long limitNanos) {
        return reader != null && now - waitingSince > limitNanos;
    }

    void breakOff(String reason) {
        if (broken == null) {
            broken = reason;
            serve();
        }
    }

    private void serve() {
        Reader waiting = reader;
        if (waiting == null) {
            return;
        }
        byte[] bytes = received.poll();
        String reason = broken;
        if (bytes != null) {
            reader = null;
            deliver(waiting, r -> r.chunk(bytes));
        } else if (ended) {
            reader = null;
            deliver(waiting, Reader::end);
        } else if (reason != null) {
            reader = null;
            deliver(waiting, r -> r.failed(reason));
        }
    }

    private void deliver(Reader to, Consumer<Reader> call) {
        try {
            call.accept(to);
        } catch (Throwable e) {
            stream.readerFailed(e);
        }
    }
}
