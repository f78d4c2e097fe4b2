package dev.nano.runtime.isolate;

import java.util.concurrent.TimeUnit;

/** Whether a problem that every request could meet anew is worth a line in the log: when it changes, and once in an interval. */
final class RepeatedProblem {

    private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

    // Guarded by this.
    private String last = "";
    private long loggedAt;
    private int unlogged;

    /** Returns how often it was met since the last line, this time included; 0 when there is to be no line now. */
    synchronized int met(String problem, long now) {
        unlogged++;
        if (problem.equals(last) && now - loggedAt < INTERVAL_NANOS) {
            return 0;
        }
        int count = problem.equals(last) ? unlogged : 1;
        last = problem;
        loggedAt = now;
        unlogged = 0;
        return count;
    }
}
