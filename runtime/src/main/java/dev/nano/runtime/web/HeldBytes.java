package dev.nano.runtime.web;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What Java holds for one app beside its counted heap: answers that clients have not taken yet, and bodies that are being
 * collected. All methods may be called on any thread.
 */
public final class HeldBytes {

    private final long limit;
    private final AtomicLong held = new AtomicLong();

    /** @param limit in bytes */
    public HeldBytes(long limit) {
        this.limit = limit;
    }

    /** Returns false, and holds nothing more, when there would be too much; else needs its {@link #release}. */
    boolean hold(long bytes) {
        if (held.addAndGet(bytes) > limit) {
            held.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void release(long bytes) {
        held.addAndGet(-bytes);
    }

    /** Bytes that may be held, as many as one isolate of the app may have. */
    long limit() {
        return limit;
    }

    /** Bytes held now. */
    public long bytes() {
        return held.get();
    }
}
