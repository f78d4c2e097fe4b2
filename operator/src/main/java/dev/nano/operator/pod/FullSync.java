package dev.nano.operator.pod;

import dev.nano.operator.desired.DesiredSet;
import dev.nano.operator.desired.Entry;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * When a pod is told a whole set, and which: one that is new waits for a complete one to become ready. Not safe for use by several
 * threads.
 */
final class FullSync {

    /** So long a pod is not told that it has everything because a source has not been read yet. */
    private static final long SOURCES_MS = 15_000;

    private static final long NEVER = Long.MAX_VALUE;

    private boolean isNeeded = true;
    private boolean isUnderWay;
    /** When the pod is told that it has everything although sources have not been read; {@link #NEVER} when none is missing. */
    private long tellAnywayAt = NEVER;

    /** The pod may be waiting for a complete set. */
    void need() {
        isNeeded = true;
    }

    boolean isNeeded() {
        return isNeeded;
    }

    /** A set has been told and is not answered yet: nothing else is asked until then. */
    boolean isUnderWay() {
        return isUnderWay;
    }

    /** A pod that is new would get requests for apps that it has not been told of, because the operator is new, too. */
    boolean awaitsSources(DesiredSet target, long now) {
        if (!target.isPending()) {
            tellAnywayAt = NEVER;
            return false;
        }
        if (tellAnywayAt == NEVER) {
            tellAnywayAt = now + SOURCES_MS;
        }
        return now < tellAnywayAt;
    }

    /** When {@link #awaitsSources} is over at the latest, or {@link Long#MAX_VALUE}. */
    long tellAnywayAt() {
        return tellAnywayAt;
    }

    /**
     * Tells the pod what stays.
     *
     * @param isComplete whether it has everything that it can have; otherwise it is told of what it lacks, too, and so cannot take
     *     the set for complete
     */
    AdminCall begin(DesiredSet target, ObservedApps observed, boolean isComplete) {
        Map<String, String> digests = new LinkedHashMap<>();
        target.byHostname().forEach((hostname, entry) -> {
            Served app = observed.at(hostname);
            if (app != null && app.isOurs()) {
                digests.put(hostname, app.digest());
            } else if (!isComplete && entry instanceof Entry.Serve serve) {
                digests.put(hostname, serve.app().digest());
            }
        });
        isUnderWay = true;
        return new AdminCall.Retain(digests, isComplete);
    }

    /** @param isComplete whether the pod has got a complete set */
    void end(boolean isComplete) {
        isUnderWay = false;
        if (isComplete) {
            isNeeded = false;
        }
    }
}
