package dev.nano.runtime.isolate;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What lies between the end of an isolate and the return of its thread. Some work cannot be interrupted (such as a huge BigInt
 * operation). A thread that goes on with it is overdue first: its app takes no requests and nobody waits for it. Later it is given
 * up: it counts as stuck until it returns after all, and the code of its app is remembered for it.
 */
final class Departure {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Overdue after so much processor time, or after so much time by the clock: a thread may wait for the collector. */
    private static final long OVERDUE_CPU_NANOS = Duration.ofMillis(500).toNanos();

    private static final long OVERDUE_NANOS = Duration.ofMillis(1500).toNanos();
    /** Nearly all that can be cancelled ends within 50 ms, the slowest measured case within 1.4 s. */
    private static final long STUCK_CPU_NANOS = Duration.ofMillis(1800).toNanos();
    /** By the clock, as long as the thread waits for something other than a processor. */
    private static final long STUCK_QUIET_NANOS = Duration.ofSeconds(30).toNanos();

    /** How late a thread is. */
    enum Lateness {
        NONE,
        OVERDUE,
        STUCK
    }

    /** Why the isolate was ended; set once, before {@link #isUnfinished} can be true. */
    private volatile @Nullable IsolateEnd reason;

    private volatile @Nullable LoadException problem;
    private volatile boolean isUnfinished;
    private volatile long endedAt;

    /** The thread of the current run. */
    private volatile @Nullable Thread thread;
    /** Processor time of that thread when the watchdog first saw it go on after the end; watchdog only, as are the next two. */
    private long cpuNanosAtEnd = -1;

    private long nanos;
    private long quietNanos;

    /** Guarded by this: whether the thread has come back after the end, and how late it was known to be before that. */
    private boolean hasLeft;

    private Lateness known = Lateness.NONE;

    /** Isolate's thread, at the begin of a run. */
    void runBegins() {
        thread = Thread.currentThread();
    }

    /** The isolate ends, and what that takes is yet to be done. */
    void end(IsolateEnd why, @Nullable LoadException loadProblem) {
        endedAt = System.nanoTime();
        problem = loadProblem;
        reason = why;
    }

    /** Why the isolate was ended. */
    IsolateEnd reason() {
        IsolateEnd why = reason;
        return why == null ? IsolateEnd.BROKEN : why;
    }

    /** Why the app has not been loaded, if it has not. */
    LoadException problem() {
        LoadException load = problem;
        if (load != null) {
            return load;
        }
        return reason() == IsolateEnd.PRESSURE
                ? LoadException.passing(reason().message())
                : new LoadException(reason().message());
    }

    /** Whether the end has to be tried again, because there was no memory for it. */
    boolean isUnfinished() {
        return isUnfinished;
    }

    void setUnfinished(boolean newUnfinished) {
        isUnfinished = newUnfinished;
    }

    /** Time by the clock since the end, 0 before it. */
    long nanosSinceEnd(long now) {
        return reason == null ? 0 : now - endedAt;
    }

    /**
     * Called by the watchdog at every tick while an ended isolate is still on its thread.
     *
     * @param tickNanos time since the tick before
     * @param tickQuietNanos the part of it in which the collector stopped nobody
     */
    Lateness check(long tickNanos, long tickQuietNanos) {
        Thread current = thread;
        if (current == null) {
            return Lateness.NONE;
        }
        long cpuNanos = THREADS.getThreadCpuTime(current.threadId());
        if (cpuNanosAtEnd < 0) {
            cpuNanosAtEnd = cpuNanos;
            return Lateness.NONE;
        }
        nanos += tickNanos;
        if (current.getState() != Thread.State.RUNNABLE) {
            // One that could run counts by what it has got of the processors, however busy the machine is.
            quietNanos += tickQuietNanos;
        }
        long cpu = cpuNanos - cpuNanosAtEnd;
        if (cpu > STUCK_CPU_NANOS || quietNanos > STUCK_QUIET_NANOS) {
            return Lateness.STUCK;
        }
        return cpu > OVERDUE_CPU_NANOS || nanos > OVERDUE_NANOS ? Lateness.OVERDUE : Lateness.NONE;
    }

    /** Remembers how late the thread is. @return false when that was known, or the thread has come back */
    synchronized boolean isNews(Lateness lateness) {
        if (hasLeft || lateness.compareTo(known) <= 0) {
            return false;
        }
        known = lateness;
        return true;
    }

    /** The thread has come back. @return how late it was known to be */
    synchronized Lateness leave() {
        hasLeft = true;
        return known;
    }
}
