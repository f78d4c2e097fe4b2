package dev.nano.runtime.admin;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Whether this process should get requests, as {@code /readyz} says it. All methods may be called on any thread. */
public final class Readiness {

    private final BooleanSupplier wantsReplacement;
    private volatile boolean isStarting = true;
    private volatile boolean awaitsSync;
    private volatile boolean isDraining;

    /**
     * @param waitForSync whether to wait for the first complete set of apps ({@code PUT /admin/apps})
     * @param wantsReplacement whether so many threads are stuck that the process had better be replaced
     */
    public Readiness(boolean waitForSync, BooleanSupplier wantsReplacement) {
        this.awaitsSync = waitForSync;
        this.wantsReplacement = wantsReplacement;
    }

    /** The listeners are open and the apps of the config file are loaded. */
    public void started() {
        isStarting = false;
    }

    /** The runtime has the code of every app that it should have. */
    void synced() {
        awaitsSync = false;
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
        if (awaitsSync) {
            return "waiting for the first complete set of apps";
        }
        if (wantsReplacement.getAsBoolean()) {
            return "too many threads are stuck in work that cannot be interrupted; replace this process";
        }
        return null;
    }
}
