package dev.nano.runtime.isolate;

import org.jspecify.annotations.Nullable;

/**
 * The isolates of one version of an app that have been ended while their thread has not come back yet. One that is not expected
 * back soon quarantines the app until it does: each new isolate could cost one more thread. Any thread.
 */
final class Departures {

    /** Guarded by this. */
    private int leaving;
    /** Those of them that are not expected back soon; guarded by this. */
    private int stuck;

    private volatile @Nullable String quarantine;

    /** An isolate has been ended. */
    synchronized void begin() {
        leaving++;
    }

    /** The thread of an ended isolate has come back. */
    synchronized void end() {
        leaving--;
        notifyAll();
    }

    /** A thread of an ended isolate does not come back. */
    synchronized void stuck(String reason) {
        stuck++;
        quarantine = reason;
        notifyAll();
    }

    /** A stuck thread has come back after all. @return whether that was the last one */
    synchronized boolean unstuck() {
        if (--stuck > 0) {
            return false;
        }
        quarantine = null;
        return true;
    }

    /** How many there are. */
    synchronized int count() {
        return leaving;
    }

    /** Why there is a stuck thread, or null when there is none. */
    @Nullable
    String quarantine() {
        return quarantine;
    }

    /**
     * Waits until all threads have come back, or one of them is known to be stuck.
     *
     * @return why there is a stuck one, or null when all have come back
     */
    synchronized @Nullable String await() throws InterruptedException {
        while (leaving > 0 && quarantine == null) {
            wait();
        }
        return quarantine;
    }
}
