package dev.nano.runtime.exchange;

import org.jspecify.annotations.Nullable;

/**
 * The bytes of a request as they arrive. Nothing is read from the socket beyond a small window until it is asked for, so
 * that a slow reader slows its client down.
 */
public interface RequestBody {

    /** Whether the request has no body at all. */
    boolean isEmpty();

    /** The length announced in {@code content-length}, in bytes, or -1 when it is not known beforehand. */
    long announcedLength();

    /**
     * The body when all of it had arrived together with the head, else null. Then there is no need to {@link #read}; an
     * empty body has no bytes. The array is the caller's.
     */
    default byte @Nullable [] whole() {
        return isEmpty() ? new byte[0] : null;
    }

    /**
     * Asks for the next chunk. One read at a time; {@code reader} is called exactly once, on any thread, possibly before
     * this method returns.
     */
    void read(Reader reader);

    /** Says that nobody will read the rest. What still arrives is thrown away (or the connection closed, if it is much). */
    void discard();

    /** Receives one chunk, the end, or the reason why neither comes. */
    interface Reader {
        /** @param bytes at least one byte; owned by the reader from now on */
        void chunk(byte[] bytes);

        /** The body is complete. */
        void end();

        /** The client left, was too slow, or broke the framing. */
        void failed(String reason);

        /** As {@link #failed(String)}, with a code for programs such as {@code ECONNRESET}. */
        default void failed(String reason, String code) {
            failed(reason);
        }
    }
}
