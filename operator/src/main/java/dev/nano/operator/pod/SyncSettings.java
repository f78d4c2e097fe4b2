package dev.nano.operator.pod;

import java.time.Duration;

/**
 * How pods are kept in step.
 *
 * @param driftInterval between two looks at a pod at rest
 * @param maxCalls at once to one pod
 * @param settle how long a pod may be away before statuses say so
 * @param podBackoff after a pod has failed
 * @param appBackoff after one app has been refused
 */
public record SyncSettings(
        Duration driftInterval, int maxCalls, Duration settle, Backoff podBackoff, Backoff appBackoff) {

    public static SyncSettings of(Duration driftInterval, Duration settle) {
        return new SyncSettings(
                driftInterval,
                // More would only queue up in the pod, which loads code on as many threads as it has processors.
                8,
                settle,
                new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10)),
                new Backoff(Duration.ofSeconds(2), Duration.ofMinutes(5)));
    }
}
