package dev.nano.operator.kube;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether this operator may act as the leader: only as long as nobody else can have become it. Election alone does not tell in
 * time, because whoever hangs or was stopped for a while hears of it last. May be called on any thread.
 */
final class LeaseFence {

    private static final long NEVER = Long.MIN_VALUE;

    private final long durationMs;
    private final LongSupplier clock;
    private volatile long renewedAt = NEVER;

    /** @param clock milliseconds, never goes back */
    LeaseFence(Duration lease, LongSupplier clock) {
        this.durationMs = lease.toMillis();
        this.clock = clock;
    }

    /**
     * The API server has taken a renewal.
     *
     * @param age of the time that it names as the renewal's, from which others count
     */
    void renewed(Duration age) {
        // A clock that was set back would make it younger than it can be.
        renewedAt = clock.getAsLong() - Math.max(age.toMillis(), 0);
    }

    /** Nobody is held up any more. */
    void givenUp() {
        renewedAt = NEVER;
    }

    boolean isOpen() {
        long since = renewedAt;
        return since != NEVER && clock.getAsLong() - since < durationMs;
    }
}
