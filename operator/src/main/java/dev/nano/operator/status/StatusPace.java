package dev.nano.operator.status;

import dev.nano.api.NanoAppStatus;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * When a status is written, so that they are few: a pure function of what it says now and what it would say next.
 *
 * @param now milliseconds of the clock of all times here
 * @param podsChangedAt when pods last came, went, or failed for long
 * @param settleMs how long the number of pods has to stay as it is before statuses that say nothing else new are written
 * @param spreadMs a moment of the app's own, so that not all of them are written at once
 * @param backlog how many hostnames wait for the pod that has most before it
 */
public record StatusPace(long now, long podsChangedAt, long settleMs, long spreadMs, long backlog) {

    /** So long a change may be under way before its status says so: most are over sooner. */
    public static final long MOMENT_MS = 500;
    /** So long a status that says so stays as it is when more pods have confirmed the change. */
    static final long UNDER_WAY_MS = 5_000;
    /** Both are longer by so much for each hostname that a pod has yet to get round to: about what it needs for it. */
    static final long PER_HOSTNAME_MS = 50;

    static final long LONGEST_WAIT_MS = 30_000;

    /**
     * How long a status waits.
     *
     * @param until when it may be written
     * @param underWayFrom from when on it may say that the app is under way, the same until it has been written; null when it does
     *     not matter
     */
    public record Wait(long until, @Nullable Long underWayFrom) {}

    /**
     * How long the next status waits for something better to say.
     *
     * @param isUnderWay whether some pod has yet to say what it makes of the app
     * @param underWayFrom what the last call has told, or null since a status was written
     */
    public Wait wait(
            @Nullable NanoAppStatus before, NanoAppStatus next, boolean isUnderWay, @Nullable Long underWayFrom) {
        if (next.equals(before)) {
            return new Wait(now, underWayFrom);
        }
        if (AppStatus.sameButForCounts(before, next)) {
            long whenPodsStay = podsChangedAt + settleMs + spreadMs;
            if (!isUnderWay) {
                return new Wait(whenPodsStay, underWayFrom);
            }
            long from = underWayFrom(underWayFrom, UNDER_WAY_MS);
            return new Wait(Math.max(whenPodsStay, from), from);
        }
        if (before != null
                && AppStatus.isServed(before)
                && AppStatus.isSameApp(before, next)
                && AppStatus.isAboutPods(next)) {
            // It was served everywhere and is the same: pods are away, for all apps alike.
            return new Wait(podsChangedAt + (isUnderWay ? 0 : settleMs) + spreadMs, underWayFrom);
        }
        if (!isUnderWay) {
            return new Wait(now, underWayFrom);
        }
        boolean isSaid = before != null
                && AppStatus.isAboutPods(before)
                && Objects.equals(before.observedGeneration(), next.observedGeneration());
        long from = underWayFrom(underWayFrom, isSaid ? UNDER_WAY_MS : MOMENT_MS);
        return new Wait(from, from);
    }

    private long underWayFrom(@Nullable Long known, long shortest) {
        return known == null ? now + Math.min(shortest + backlog * PER_HOSTNAME_MS, LONGEST_WAIT_MS) : known;
    }
}
