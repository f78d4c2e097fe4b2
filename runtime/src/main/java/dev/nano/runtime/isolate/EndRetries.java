package dev.nano.runtime.isolate;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Finishes the end of isolates for which there was no memory at the first try; half an end would never be finished. It has a
 * thread of its own, so that neither the watchdog nor a timer waits for memory.
 */
final class EndRetries implements AutoCloseable {

    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Isolates isolates;
    private final Thread thread =
            Thread.ofPlatform().daemon().name("nano-end-retries").unstarted(this::run);
    private volatile boolean isRequested;
    private volatile boolean isClosed;

    EndRetries(Isolates isolates) {
        this.isolates = isolates;
    }

    void start() {
        thread.start();
    }

    /** Some isolate has an unfinished end. Takes no memory. */
    void request() {
        isRequested = true;
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!isClosed) {
            if (!isRequested) {
                LockSupport.park(this);
                continue;
            }
            isRequested = false;
            if (!finishAll()) {
                isRequested = true;
                LockSupport.parkNanos(this, RETRY_NANOS);
            }
        }
    }

    private boolean finishAll() {
        try {
            boolean all = true;
            for (Isolate isolate : isolates.all()) {
                all &= isolate.retryEnd();
            }
            return all;
        } catch (OutOfMemoryError e) {
            return false;
        }
    }

    @Override
    public void close() {
        isClosed = true;
        LockSupport.unpark(thread);
    }
}
