package dev.nano.operator.pod;

import java.util.concurrent.TimeUnit;

/** The one clock of loops, reports and statuses, which compare each other's times. */
public final class MonotonicClock {

    private MonotonicClock() {}

    /** Milliseconds of a clock that never goes back. */
    public static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
