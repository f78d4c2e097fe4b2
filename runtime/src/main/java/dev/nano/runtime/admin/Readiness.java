package dev.nano.runtime.admin;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Whether this process should get requests, as {@code /readyz} says it. All methods may be called on any thread. */
public final class Readiness {

    /** How long a process that has come back with what it had waits for somebody to tell it the whole set again. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final LongSupplier nanoTime;
    private final BooleanSupplier wantsReplacement;
    private volatile boolean isStarting = true;
    private volatile boolean awaitsSync;
    private volatile boolean isDraining;
    /** By {@link #nanoTime}; null while there is nothing to serve without a sync. */
    private volatile @Nullable Long servesAnywayAt;

    /**
     * @param waitForSync whether to wait for the first complete set of apps ({@code PUT /admin/apps})
     * @param wantsReplacement whether so many threads are stuck that the process had better be replaced
     */
    public Readiness(boolean waitForSync, BooleanSupplier wantsReplacement) {
        this(waitForSync, wantsReplacement, System::nanoTime);
    }

    Readiness(boolean waitForSync, BooleanSupplier wantsReplacement, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.awaitsSync = waitForSync;
        this.wantsReplacement = wantsReplacement;
    }

    /** The listeners are open and the apps of the config file are loaded. */
    public void started() {
        isStarting = false;
    }

    /**
     * The apps that were there before the process ended are there again, and they were a complete set. They may be old by now:
     * a sync comes first. But when nobody is there to send one, they are better than nothing.
     */
    public void restoredWhole() {
        servesAnywayAt = nanoTime.getAsLong() + PATIENCE.toNanos();
    }

    /** The runtime has the code of every app that it should have. */
    void synced() {
        awaitsSync = false;
    }

    /** Whether the first complete set of apps is waited for: until then there are no requests to hurry for. */
    boolean awaitsSync() {
        return awaitsSync && !isPatienceOver();
    }

    /** Whether the apps that are there from the start are still being loaded. */
    boolean isStarting() {
        return isStarting;
    }

    /** No new requests, please. */
    public void draining() {
        isDraining = true;
    }

    /** Why there should be no requests, or null when they are welcome. */
    public @Nullable String obstacle() {
        if (isDraining) {
            return "draining";
        }
        if (isStarting) {
            return "starting";
        }
        if (awaitsSync()) {
            return "waiting for the first complete set of apps";
        }
        if (wantsReplacement.getAsBoolean()) {
            return "too many threads are stuck in work that cannot be interrupted; this process is about to exit";
        }
        return null;
    }

    private boolean isPatienceOver() {
        Long end = servesAnywayAt;
        return end != null && nanoTime.getAsLong() - end >= 0;
    }
}
