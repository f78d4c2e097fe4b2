package dev.nano.runtime.isolate;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Decides when the live heap of an isolate is worth measuring. Measuring costs milliseconds; counting what a thread has
 * allocated costs nothing. An isolate that held L bytes cannot hold more than L plus what it allocated since, so it need
 * not be measured before that could break the limit.
 */
final class MemoryMeter {

    /** Close to the limit, measurements come at least this fraction of the limit apart. */
    private static final int FINEST_STEP = 8;

    private final long limit;
    private final AtomicBoolean measuring = new AtomicBoolean();

    private final RunTotal allocated = RunTotal.allocatedBytes();
    private volatile long allocatedWhenMeasured;
    private volatile long live;

    MemoryMeter(long limit) {
        this.limit = limit;
    }

    /** Isolate's thread, at the begin of a run. */
    void runBegins() {
        allocated.runBegins();
    }

    /** Isolate's thread, at the end of a run. */
    void runEnds() {
        allocated.runEnds();
    }

    /** The live bytes last measured plus everything allocated since. */
    long possibleBytes() {
        return live + allocated.get() - allocatedWhenMeasured;
    }

    /** Whether the limit may have been broken since the last measurement. The caller then has to measure. */
    boolean isDue() {
        long since = allocated.get() - allocatedWhenMeasured;
        return since >= Math.max(limit / FINEST_STEP, limit - live) && measuring.compareAndSet(false, true);
    }

    /** Counting may stop here: more would not change the decision. */
    long stopAt() {
        allocatedWhenMeasured = allocated.get();
        return limit + 1;
    }

    /** @param bytes live heap, or -1 when it could not be measured */
    void measured(long bytes) {
        if (bytes >= 0) {
            live = bytes;
        }
        measuring.set(false);
    }

    boolean isOverLimit() {
        return live > limit;
    }

    long liveBytes() {
        return live;
    }
}
