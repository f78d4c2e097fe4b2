package dev.nano.runtime.http;

import java.util.concurrent.TimeUnit;

/** A client that has closed its side: some do so with their last request and wait for the answer, others are gone. */
final class HalfClose {

    /** How long it is thought to still wait for its answer. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private boolean happened;
    private long since;

    void happens() {
        happened = true;
        since = System.nanoTime();
    }

    boolean hasHappened() {
        return happened;
    }

    /** Whether the client is gone, by all that can be told from what is written to it. */
    boolean isForGood(long now, Http1Output output) {
        if (!happened) {
            return false;
        }
        // While it takes what is written, it is not gone.
        if (output.takeWrote() || output.isPending()) {
            since = now;
        }
        return now - since > PATIENCE_NANOS;
    }
}
