package dev.nano.runtime.isolate;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;

/** What the JVM counts for each thread, added up over the runs of one isolate. */
final class RunTotal {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    // Once for all isolates, which are many.
    private static final LongSupplier CURRENT_CPU = THREADS::getCurrentThreadCpuTime;
    private static final LongUnaryOperator CPU = THREADS::getThreadCpuTime;
    private static final LongSupplier CURRENT_ALLOCATED = THREADS::getCurrentThreadAllocatedBytes;
    private static final LongUnaryOperator ALLOCATED = THREADS::getThreadAllocatedBytes;

    private final LongSupplier ofCurrentThread;
    private final LongUnaryOperator ofThread;

    /** All runs that have ended. Written by the isolate's thread. */
    private volatile long endedRuns;
    /** The thread of the current run, 0 for none, and what was counted for it when the run began. */
    private volatile long thread;

    private volatile long before;

    /** @param ofThread what is counted for the thread of that id */
    private RunTotal(LongSupplier ofCurrentThread, LongUnaryOperator ofThread) {
        this.ofCurrentThread = ofCurrentThread;
        this.ofThread = ofThread;
    }

    /** Processor time in nanoseconds. */
    static RunTotal cpuNanos() {
        return new RunTotal(CURRENT_CPU, CPU);
    }

    /** What has been allocated on the heap, in bytes. */
    static RunTotal allocatedBytes() {
        return new RunTotal(CURRENT_ALLOCATED, ALLOCATED);
    }

    /** Isolate's thread, at the begin of a run. */
    void runBegins() {
        before = ofCurrentThread.getAsLong();
        thread = Thread.currentThread().threadId();
    }

    /** Isolate's thread, at the end of a run. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer: a run at a time
    void runEnds() {
        thread = 0;
        endedRuns += ofCurrentThread.getAsLong() - before;
    }

    /** The total so far, the current run included. Any thread. */
    long get() {
        long running = thread;
        long inRun = running == 0 ? 0 : ofThread.applyAsLong(running) - before;
        return endedRuns + Math.max(0, inRun);
    }
}
