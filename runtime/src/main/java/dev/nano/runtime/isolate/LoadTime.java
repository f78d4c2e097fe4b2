package dev.nano.runtime.isolate;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * How long an isolate has been loading. What counts is time that passes while the app waits for something, and processor
 * time while it works: on a busy machine a healthy app may wait for seconds for a processor.
 */
final class LoadTime {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** After so many times the limit loading is over, however busy the machine is: somebody waits for the result. */
    private static final int MOST_PATIENCE = 6;

    private final long limitNanos;
    private final long startedAt = System.nanoTime();

    /** Processor time of all runs that have ended. Written by the isolate's thread. */
    private volatile long cpuNanosOfEndedRuns;
    /** The thread of the current run, 0 for none, and its processor time when the run began. */
    private volatile long thread;

    private volatile long cpuNanosBefore;

    LoadTime(long limitNanos) {
        this.limitNanos = limitNanos;
    }

    /** Isolate's thread, at the begin of a run. */
    void runBegins() {
        cpuNanosBefore = THREADS.getCurrentThreadCpuTime();
        thread = Thread.currentThread().threadId();
    }

    /** Isolate's thread, at the end of a run. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer: a run at a time
    void runEnds() {
        thread = 0;
        cpuNanosOfEndedRuns += THREADS.getCurrentThreadCpuTime() - cpuNanosBefore;
    }

    /**
     * Asked when the limit has passed by the clock.
     *
     * @param isRunnable whether the isolate is on a thread, or waits for one
     * @return how much longer it may take, in nanoseconds; 0 or less when its time is up
     */
    long left(boolean isRunnable) {
        if (!isRunnable || System.nanoTime() - startedAt >= MOST_PATIENCE * limitNanos) {
            return 0;
        }
        return limitNanos - cpuNanos();
    }

    private long cpuNanos() {
        long running = thread;
        long inRun = running == 0 ? 0 : THREADS.getThreadCpuTime(running) - cpuNanosBefore;
        return cpuNanosOfEndedRuns + Math.max(0, inRun);
    }
}
