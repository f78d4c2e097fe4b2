package dev.nano.runtime.app;

import dev.nano.runtime.exchange.Outcome;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** The answers of an app by status class and by how long they took. Made at the first request: most apps rest. */
public final class RequestTally {

    /** Status classes {@code 1xx} to {@code 5xx}; class 0 is of clients that left before any answer. */
    public static final int STATUS_CLASSES = 6;

    /** What each bucket of durations ends with, in nanoseconds; one more bucket is for what takes longer. */
    private static final long[] BOUNDS = {
        TimeUnit.MILLISECONDS.toNanos(1),
        TimeUnit.MICROSECONDS.toNanos(2_500),
        TimeUnit.MILLISECONDS.toNanos(5),
        TimeUnit.MILLISECONDS.toNanos(10),
        TimeUnit.MILLISECONDS.toNanos(25),
        TimeUnit.MILLISECONDS.toNanos(50),
        TimeUnit.MILLISECONDS.toNanos(100),
        TimeUnit.MILLISECONDS.toNanos(250),
        TimeUnit.MILLISECONDS.toNanos(500),
        TimeUnit.SECONDS.toNanos(1),
        TimeUnit.MILLISECONDS.toNanos(2_500),
        TimeUnit.SECONDS.toNanos(5),
        TimeUnit.SECONDS.toNanos(10),
    };

    private final LongAdder[] byStatusClass = adders(STATUS_CLASSES);
    private final LongAdder[] byDuration = adders(BOUNDS.length + 1);
    private final LongAdder nanos = new LongAdder();

    RequestTally() {}

    private static LongAdder[] adders(int count) {
        var adders = new LongAdder[count];
        for (int i = 0; i < count; i++) {
            adders[i] = new LongAdder();
        }
        return adders;
    }

    void add(Outcome outcome) {
        byStatusClass[Math.clamp(outcome.status() / 100, 0, STATUS_CLASSES - 1)].increment();
        int bucket = 0;
        while (bucket < BOUNDS.length && outcome.tookNanos() > BOUNDS[bucket]) {
            bucket++;
        }
        byDuration[bucket].increment();
        nanos.add(outcome.tookNanos());
    }

    /** Requests whose status was of this class, 0 to 5. */
    public long count(int statusClass) {
        return byStatusClass[statusClass].sum();
    }

    /** The upper bounds of the buckets in seconds, the last one infinite. */
    public static double[] boundsSeconds() {
        var seconds = new double[BOUNDS.length + 1];
        for (int i = 0; i < BOUNDS.length; i++) {
            seconds[i] = BOUNDS[i] / 1e9;
        }
        seconds[BOUNDS.length] = Double.POSITIVE_INFINITY;
        return seconds;
    }

    /** Requests in each bucket, not cumulative. */
    public long[] durations() {
        var counts = new long[byDuration.length];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = byDuration[i].sum();
        }
        return counts;
    }

    /** How long all of them took together, in seconds. */
    public double totalSeconds() {
        return nanos.sum() / 1e9;
    }
}
