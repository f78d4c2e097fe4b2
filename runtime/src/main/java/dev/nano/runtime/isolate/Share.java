package dev.nano.runtime.isolate;

import java.util.Comparator;
import java.util.concurrent.TimeUnit;

/**
 * What an app, or a namespace, has used of the processors. Guarded by the lock of {@link RunQueue}'s owner.
 *
 * <p>It is interactive while it runs for less than half of the time that it sleeps of its own accord; the time in which it waits
 * for a processor counts for neither. That is how FreeBSD's ULE scheduler tells who is to be served at once (J. Roberson, "ULE: A
 * Modern Scheduler For FreeBSD", BSDCon 2003). Credit for sleep alone did not do: beside 130 apps that loop, an app that waited no
 * longer slept, earned nothing, and went on waiting.
 */
abstract class Share {

    /** Who has used least, then who began to wait first. Called some ten times per request. */
    static final Comparator<Share> ORDER = (one, other) ->
            one.used == other.used ? Long.compare(one.position, other.position) : Long.compare(one.used, other.used);

    /** So much of the past counts: with less, a single request of 20 ms would make an app a batch job. */
    private static final long HISTORY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    /** One sleep counts for so much: enough to forgive what came before. */
    private static final long LONGEST_SLEEP_NANOS = 4 * HISTORY_NANOS;
    /**
     * Sleep that is taken for granted, so that the first request of an app is quick, and the most that sleep counts for: a multiple
     * of what has been run. Trust is earned by running and sleeping in turn, not by sleep.
     */
    private static final long GRANTED_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final int MOST_SLEEP = 10;

    /** How far below the least of those who are awake sleep can take it, if there is more of that than is granted. */
    private static final long MOST_CREDIT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    /** What part of sleep is taken off what it has used. */
    private static final int FORGIVENESS = 2;

    /** Debt that is not forgotten at once; one slow turn in a while costs no more than this. */
    private static final long MOST_DEBT_NANOS = TimeUnit.MILLISECONDS.toNanos(8);

    /** Processor time that counts for whose turn it is, in nanoseconds. */
    long used;
    /** Decides between equals: who began to wait first. */
    long position;
    /** Whether it comes before those that are not. Changed only while it is in no queue. */
    boolean isInteractive = true;
    /** Runs that wait or are on a thread. */
    private int active;
    /** When the last run ended; {@link System#nanoTime}. */
    private long asleepSince = System.nanoTime();
    /** What it has run and slept lately. */
    private long ran;

    private long slept = GRANTED_NANOS;

    /** Whether no run of it waits or is on a thread. */
    boolean isAsleep() {
        return active == 0;
    }

    /**
     * One more run has something to do.
     *
     * @param floor the least that others have used
     * @param givesWay false for one that is known not to
     */
    void wakes(long now, long floor, boolean givesWay) {
        if (active++ > 0) {
            return;
        }
        long asleep = Math.max(0, now - asleepSince);
        slept += Math.min(asleep, LONGEST_SLEEP_NANOS);
        rate(givesWay);
        long rest = used - asleep / FORGIVENESS;
        long credit = Math.min(MOST_CREDIT_NANOS, slept - GRANTED_NANOS);
        used = Math.max(floor - credit, givesWay ? Math.min(rest, floor + MOST_DEBT_NANOS) : rest);
    }

    /** A run has nothing to do any more. */
    void sleeps(long now) {
        if (--active == 0) {
            asleepSince = now;
        }
    }

    /**
     * Adds what a run has used.
     *
     * @param freeNanos the part of it that is not held against it
     */
    void charge(long nanos, long freeNanos, boolean givesWay) {
        used += nanos - freeNanos;
        ran += nanos;
        rate(givesWay);
    }

    /** What it has run for a purpose that is no sign of what it will do. */
    void forget(long nanos) {
        ran = Math.max(0, ran - nanos);
    }

    private void rate(boolean givesWay) {
        slept = Math.min(slept, Math.max(GRANTED_NANOS, ran * MOST_SLEEP));
        long both = ran + slept;
        if (both > HISTORY_NANOS) {
            double kept = (double) HISTORY_NANOS / both;
            ran = (long) (ran * kept);
            slept = (long) (slept * kept);
        }
        slept = Math.max(slept, GRANTED_NANOS);
        isInteractive = givesWay && 2 * ran < slept;
    }
}
