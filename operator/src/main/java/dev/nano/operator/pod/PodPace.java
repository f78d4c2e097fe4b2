package dev.nano.operator.pod;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** When a pod may be asked for something, and when it is looked at. Times are milliseconds. Not safe for use by several threads. */
final class PodPace {

    /** Until the second look at a pod that is new or has failed. */
    private static final long SOON_MS = 5_000;

    /** Between two looks at a pod that is loading. */
    private static final long LOADING_MS = 1_000;

    private final SyncSettings settings;
    private final RandomGenerator random;

    private long notBefore;
    private int failures;
    /** Sets that were told since one was found complete. */
    private int setsInVain;

    private long lookAt;

    PodPace(SyncSettings settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
    }

    /** It may be another process: what the last one did does not count. */
    void anew(long now) {
        failures = 0;
        notBefore = now;
    }

    void succeeded() {
        failures = 0;
    }

    /** @param retryAfterMs when the pod asks for patience, or null */
    void failed(@Nullable Long retryAfterMs, long now) {
        if (now >= notBefore) {
            failures++;
            long wait = settings.podBackoff().millis(failures, random);
            notBefore = now + (retryAfterMs == null ? wait : Math.max(wait, retryAfterMs));
        }
    }

    /** It was told a set and has not got it. Once is no surprise; one whose answers do not fit together is not asked all the time. */
    void toldInVain(long now) {
        if (setsInVain++ > 0) {
            notBefore = now + settings.podBackoff().millis(setsInVain - 1, random);
        }
    }

    void toldWell() {
        setsInVain = 0;
    }

    /** @param isFirst of a pod that is new or has failed: a call that was given up may take place after all, once it gets round to it */
    void looked(boolean isFirst, long now) {
        long interval = settings.driftInterval().toMillis();
        lookAt = now + (isFirst ? Math.min(interval, SOON_MS) : interval * 3 / 4 + random.nextLong(interval / 2 + 1));
    }

    /** It is loading and tells only when it is asked. */
    void lookWhileLoading(long now) {
        lookAt = Math.min(lookAt, now + LOADING_MS);
    }

    boolean mayAsk(long now) {
        return now >= notBefore;
    }

    boolean isTimeToLook(long now) {
        return now >= lookAt;
    }

    long notBefore() {
        return notBefore;
    }

    long lookAt() {
        return lookAt;
    }
}
