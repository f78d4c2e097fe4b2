package dev.nano.runtime.isolate;

/**
 * How long an isolate has been loading. What counts is time that passes while the app waits for something, and processor
 * time while it works: on a busy machine a healthy app may wait for seconds for a processor.
 */
final class LoadTime {

    /** After so many times the limit loading is over, however busy the machine is: somebody waits for the result. */
    private static final int MOST_PATIENCE = 6;

    private final long limitNanos;
    private final long startedAt = System.nanoTime();
    private final RunTotal cpuNanos = RunTotal.cpuNanos();

    LoadTime(long limitNanos) {
        this.limitNanos = limitNanos;
    }

    /** Isolate's thread, at the begin of a run. */
    void runBegins() {
        cpuNanos.runBegins();
    }

    /** Isolate's thread, at the end of a run. */
    void runEnds() {
        cpuNanos.runEnds();
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
        return limitNanos - cpuNanos.get();
    }
}
