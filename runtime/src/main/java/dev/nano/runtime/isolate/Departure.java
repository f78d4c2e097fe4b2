package dev.nano.runtime.isolate;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;

/**
 * What lies between the end of an isolate and the return of its thread. Some work cannot be interrupted (such as a huge BigInt
 * operation): a thread that goes on with it is given up, and counts as stuck until it returns after all.
 */
final class Departure {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** The thread of the current run, 0 before the first. */
    private volatile long thread;
    /** Processor time of that thread when the watchdog first saw it go on after the end; watchdog only. */
    private long cpuNanosAtEnd = -1;

    /** Guarded by this: whether the thread has come back after the end, and whether it was given up before that. */
    private boolean hasLeft;

    private boolean isStuck;

    /** Isolate's thread, at the begin of a run. */
    void runBegins() {
        thread = Thread.currentThread().threadId();
    }

    /**
     * Called by the watchdog again and again while an ended isolate is still on its thread. Counts processor time, because on a
     * busy machine a healthy thread may wait for seconds.
     *
     * @return whether the thread has been at it for so long
     */
    boolean isOverdue(Duration stuckAfter) {
        long cpuNanos = THREADS.getThreadCpuTime(thread);
        if (cpuNanosAtEnd < 0) {
            cpuNanosAtEnd = cpuNanos;
            return false;
        }
        return cpuNanos - cpuNanosAtEnd > stuckAfter.toNanos();
    }

    /** The thread is not expected back soon. @return false when it has come back, or was given up before */
    synchronized boolean giveUp() {
        if (hasLeft || isStuck) {
            return false;
        }
        isStuck = true;
        return true;
    }

    /** The thread has come back. @return whether it had been given up */
    synchronized boolean leave() {
        hasLeft = true;
        return isStuck;
    }
}
