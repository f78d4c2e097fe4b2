package dev.nano.runtime.isolate;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongUnaryOperator;

/**
 * Decides when the live heap of an isolate is worth measuring. Measuring costs milliseconds; counting what a thread has
 * allocated costs nothing. An isolate that held L bytes cannot hold more than L plus what it allocated since, so it need
 * not be measured before that could break the limit.
 */
final class MemoryMeter {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Close to the limit, measurements come at least this fraction of the limit apart. */
    private static final int FINEST_STEP = 8;

    /** One that cannot be measured now does not keep the measuring thread from others. */
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final long limit;
    private final AtomicBoolean measuring = new AtomicBoolean();

    /** Bytes of all runs that have ended. Written by the isolate's thread. */
    private volatile long allocatedInEndedRuns;
    /** The thread of the current run, 0 for none, and what it had allocated when the run began. */
    private volatile long thread;

    private volatile long threadAllocatedBefore;

    private volatile long allocatedWhenMeasured;
    /** When to try again after an attempt that could not measure. */
    private volatile long notBefore = System.nanoTime();

    private volatile long live;

    MemoryMeter(long limit) {
        this.limit = limit;
    }

    /** Isolate's thread, at the begin of a run. */
    void runBegins() {
        threadAllocatedBefore = THREADS.getCurrentThreadAllocatedBytes();
        thread = Thread.currentThread().threadId();
    }

    /** Isolate's thread, at the end of a run. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer: a run at a time
    void runEnds() {
        thread = 0;
        allocatedInEndedRuns += THREADS.getCurrentThreadAllocatedBytes() - threadAllocatedBefore;
    }

    private long allocated() {
        return allocatedInEndedRuns + allocatedInRun();
    }

    /** What the current run has allocated so far, 0 when there is none. */
    long allocatedInRun() {
        long running = thread;
        return running == 0 ? 0 : Math.max(0, THREADS.getThreadAllocatedBytes(running) - threadAllocatedBefore);
    }

    /** The live bytes last measured plus everything allocated since. */
    long possibleBytes() {
        return live + allocated() - allocatedWhenMeasured;
    }

    /** Whether the limit may have been broken since the last measurement. The caller then has to measure. */
    boolean isDue() {
        long since = allocated() - allocatedWhenMeasured;
        return since >= Math.max(limit / FINEST_STEP, limit - live)
                && System.nanoTime() - notBefore >= 0
                && measuring.compareAndSet(false, true);
    }

    /**
     * @param measurement takes the number of bytes where counting may stop, because more would not change the decision, and returns
     *     the live heap in bytes, or -1 when it could not be measured
     */
    void measure(LongUnaryOperator measurement) {
        try {
            long allocated = allocated();
            long bytes = measurement.applyAsLong(limit + 1);
            if (bytes >= 0) {
                live = bytes;
                allocatedWhenMeasured = allocated;
            } else {
                notBefore = System.nanoTime() + RETRY_NANOS;
            }
        } finally {
            measuring.set(false);
        }
    }

    boolean isOverLimit() {
        return live > limit;
    }

    long liveBytes() {
        return live;
    }
}
