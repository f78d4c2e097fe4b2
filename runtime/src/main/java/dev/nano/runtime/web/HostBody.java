package dev.nano.runtime.web;

import dev.nano.runtime.exchange.RequestBody;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * A body that arrives: of the request at hand, or of the answer to a {@code fetch()}. JavaScript calls {@link #read} or
 * {@link #readAll}; when the bytes are not there yet it is called back on the isolate's thread.
 */
public final class HostBody {

    /** What {@link #read} and {@link #readAll} return and call back with; body.js has the same numbers. */
    static final int PENDING = 0;

    static final int READY = 1;
    static final int END = 2;
    static final int FAILED = 3;

    private static final byte[] NO_BYTES = {};

    private final RequestBody body;
    private final ContextScope loop;
    private final long maxBytes;
    private final Runnable onTooLarge;
    private final Hold hold;
    private final Runnable onTooMuchHeld;

    // All on the isolate's thread.
    private boolean isBegun;
    private boolean isReading;
    private boolean isFinished;
    private byte[] chunk = NO_BYTES;
    private String text = "";
    private String error = "";
    private String errorCode = "";
    private @Nullable Kept<Value> failure;
    private boolean isBroken;

    /**
     * @param maxBytes the most that {@link #readAll} holds
     * @param held counts what {@link #readAll} holds
     * @param onTooLarge run on any thread when there is more than {@code maxBytes}
     * @param onTooMuchHeld run on any thread when the app would hold too much
     */
    HostBody(
            RequestBody body,
            ContextScope loop,
            long maxBytes,
            HeldBytes held,
            Runnable onTooLarge,
            Runnable onTooMuchHeld) {
        this.body = body;
        this.loop = loop;
        this.maxBytes = maxBytes;
        this.onTooLarge = onTooLarge;
        this.hold = new Hold(held);
        this.onTooMuchHeld = onTooMuchHeld;
    }

    /** Asks for the next chunk, to be had from {@link #bytes}. */
    @HostAccess.Export
    public int read(Value whenReady) {
        if (!mayStart()) {
            return FAILED;
        }
        ChunkReader reader = new ChunkReader(whenReady);
        body.read(reader);
        return reader.startedAt(this);
    }

    /** Reads to the end; the whole is to be had from {@link #text} or {@link #bytes}. */
    @HostAccess.Export
    public int readAll(boolean asText, Value whenReady) {
        if (!mayStart()) {
            return FAILED;
        }
        WholeReader reader = new WholeReader(asText, whenReady);
        reader.start();
        return reader.startedAt(this);
    }

    @HostAccess.Export
    public ByteBuffer bytes() {
        ByteBuffer bytes = ByteBuffer.wrap(chunk);
        chunk = NO_BYTES;
        return bytes;
    }

    @HostAccess.Export
    public String text() {
        String whole = text;
        text = "";
        return whole;
    }

    @HostAccess.Export
    public String error() {
        return error;
    }

    /** For programs, for example {@code ECONNRESET}; empty when there is none. */
    @HostAccess.Export
    public String errorCode() {
        return errorCode;
    }

    /** What to throw instead of an error with {@link #error}; null when nothing was set. */
    @HostAccess.Export
    public @Nullable Value failure() {
        return failure == null ? null : failure.get();
    }

    @HostAccess.Export
    public void setFailure(Value reason) {
        failure = loop.keep(reason);
    }

    /** Nobody will read the rest. */
    @HostAccess.Export
    public void cancel() {
        if (!isFinished) {
            isFinished = true;
            body.discard();
            hold.end();
        }
    }

    /** The body, for reading it without JavaScript; from now on nothing can be read here. */
    RequestBody detach() {
        isFinished = true;
        return new Detached();
    }

    /** Whether nothing has been asked for yet. */
    @HostAccess.Export
    public boolean isUntouched() {
        return !isBegun && !isFinished;
    }

    /** Whether it ended because its sender has left, was too slow or broke the framing. */
    boolean isBroken() {
        return isBroken;
    }

    private boolean mayStart() {
        if (isReading || isFinished) {
            error = isReading ? "the body is already being read" : "the body has already been read";
            return false;
        }
        isBegun = true;
        isReading = true;
        return true;
    }

    private void take(Reading result) {
        isReading = false;
        isFinished = result.state != READY || result.isWhole;
        chunk = result.bytes;
        text = result.text;
        error = result.error;
        isBroken = isBroken || result.isBroken;
        errorCode = result.errorCode;
    }

    /** Who has it has this object too, so that a body that is being passed on is not taken for one that nobody can read. */
    private final class Detached implements RequestBody {
        @Override
        public boolean isEmpty() {
            return body.isEmpty();
        }

        @Override
        public long announcedLength() {
            return body.announcedLength();
        }

        @Override
        public byte @Nullable [] whole() {
            return body.whole();
        }

        @Override
        public void read(Reader reader) {
            body.read(reader);
        }

        @Override
        public void discard() {
            body.discard();
        }
    }

    /** One reading; its fields are written by the thread that brings the bytes, before it is handed over. */
    private abstract class Reading implements RequestBody.Reader {
        private final Kept<Value> whenReady;
        private final Executor turns;
        final boolean isWhole;
        private boolean isStarted;
        int state = PENDING;
        byte[] bytes = NO_BYTES;
        String text = "";
        String error = "";
        boolean isBroken;
        String errorCode = "";

        Reading(Value whenReady, boolean isWhole) {
            this.whenReady = loop.keep(whenReady);
            this.turns = loop.forThisRequest();
            this.isWhole = isWhole;
        }

        /** Back on the isolate's thread, after the first read: what is there already needs no call back. */
        final synchronized int startedAt(HostBody owner) {
            isStarted = true;
            if (state != PENDING) {
                whenReady.take();
                owner.take(this);
            }
            return state;
        }

        final synchronized void finish(int result) {
            hold.release();
            state = result;
            if (isStarted) {
                turns.execute(() -> {
                    take(this);
                    ContextScope.callOnce(whenReady, result);
                });
            }
        }

        @Override
        public final void failed(String reason) {
            failed(reason, "");
        }

        @Override
        public final void failed(String reason, String code) {
            error = reason;
            isBroken = true;
            errorCode = code;
            finish(FAILED);
        }
    }

    private final class ChunkReader extends Reading {
        ChunkReader(Value whenReady) {
            super(whenReady, false);
        }

        @Override
        public void chunk(byte[] arrived) {
            bytes = arrived;
            finish(READY);
        }

        @Override
        public void end() {
            finish(END);
        }
    }

    private final class WholeReader extends Reading {
        private final boolean asText;
        private byte[] buffer = NO_BYTES;
        private int length;
        private int held;
        private final AtomicInteger wantedReads = new AtomicInteger();

        WholeReader(boolean asText, Value whenReady) {
            super(whenReady, true);
            this.asText = asText;
        }

        void start() {
            if (body.announcedLength() > maxBytes) {
                tooLarge();
            } else {
                readOn();
            }
        }

        /** Chunks that are there already arrive inside of {@code read}: a loop, so that many do not pile up on the stack. */
        private void readOn() {
            if (wantedReads.getAndIncrement() == 0) {
                do {
                    body.read(this);
                } while (wantedReads.decrementAndGet() != 0);
            }
        }

        @Override
        public void chunk(byte[] arrived) {
            if (length + (long) arrived.length > maxBytes) {
                buffer = NO_BYTES;
                tooLarge();
                return;
            }
            if (append(arrived)) {
                readOn();
            } else {
                tooMuchHeld();
            }
        }

        @Override
        public void end() {
            int start = asText && startsWithMark() ? 3 : 0;
            if (asText) {
                text = new String(buffer, start, length - start, StandardCharsets.UTF_8);
            } else {
                bytes = length == buffer.length ? buffer : Arrays.copyOf(buffer, length);
            }
            buffer = NO_BYTES;
            finish(READY);
        }

        /** Returns false when there is no room for it. */
        private boolean append(byte[] arrived) {
            if (length == 0) {
                buffer = arrived;
            } else {
                if (length + arrived.length > buffer.length && !grow(length + (long) arrived.length)) {
                    return false;
                }
                System.arraycopy(arrived, 0, buffer, length, arrived.length);
            }
            length += arrived.length;
            return true;
        }

        private boolean grow(long least) {
            int wanted =
                    (int) Math.min(Math.max(least, Math.min(buffer.length * 2L, maxBytes)), Integer.MAX_VALUE - 16);
            if (wanted > Hold.SMALL && !hold.take(wanted - held)) {
                return false;
            }
            held = wanted > Hold.SMALL ? wanted : 0;
            buffer = Arrays.copyOf(buffer, wanted);
            return true;
        }

        private boolean startsWithMark() {
            return length >= 3 && buffer[0] == (byte) 0xef && buffer[1] == (byte) 0xbb && buffer[2] == (byte) 0xbf;
        }

        private void tooMuchHeld() {
            buffer = NO_BYTES;
            error = Hold.REFUSAL;
            onTooMuchHeld.run();
            finish(FAILED);
        }

        private void tooLarge() {
            error = "the body is larger than " + maxBytes + " bytes";
            onTooLarge.run();
            finish(FAILED);
        }
    }
}
