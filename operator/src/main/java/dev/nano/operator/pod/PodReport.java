package dev.nano.operator.pod;

import dev.nano.operator.desired.AppKey;
import dev.nano.operator.desired.DesiredApp;
import dev.nano.operator.desired.DesiredSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a pod has confirmed, for statuses and metrics. Written by the pod's loop, read by any thread.
 *
 * <p>It remembers what a pod had confirmed while the pod is away and until it is in step again: a restart is not news for
 * each single app.
 */
public final class PodReport {

    /** Hears of changes, on the pod's loop; must be quick. */
    public interface Listener {

        void appChanged(String hostname);

        /** The pod refuses an app because a thread got stuck in it, which is news. */
        void quarantined(AppKey key, String digest, String reason);

        /** It came into step for the first time, or fails, or fails for another reason, or answers again. */
        void podChanged();
    }

    private static final long NEVER = Long.MIN_VALUE;

    private final Listener listener;
    private final Map<String, AppOnPod> apps = new ConcurrentHashMap<>();
    /** What a pod that has been told everything has yet to confirm; null for one that has not been told. */
    private volatile @Nullable Set<String> unconfirmed;

    private volatile boolean hasBeenInStep;
    private volatile long inStepWith;
    private volatile long failingSince = NEVER;
    private volatile @Nullable String failure;

    PodReport(Listener listener) {
        this.listener = listener;
    }

    void app(String hostname, @Nullable AppOnPod now) {
        AppOnPod before = now == null ? apps.remove(hostname) : apps.put(hostname, now);
        if (now == null ? before != null : !now.equals(before)) {
            listener.appChanged(hostname);
        }
    }

    /** The pod has all of these, be it loaded or not. */
    void told(Set<String> hostnames) {
        Set<String> rest = ConcurrentHashMap.newKeySet();
        rest.addAll(hostnames);
        rest.removeAll(apps.keySet());
        unconfirmed = rest;
    }

    /** The pod may lack anything. */
    void untold() {
        unconfirmed = null;
    }

    /** Another app, or none, is wanted at a hostname. */
    void changed(String hostname) {
        Set<String> rest = unconfirmed;
        if (rest != null) {
            rest.remove(hostname);
        }
    }

    void inStep(DesiredSet target, Function<String, @Nullable AppOnPod> onPod) {
        for (String hostname : apps.keySet()) {
            if (!target.byHostname().containsKey(hostname)) {
                app(hostname, null);
            }
        }
        target.byHostname().keySet().forEach(hostname -> app(hostname, onPod.apply(hostname)));
        inStepWith = target.version();
        if (!hasBeenInStep) {
            hasBeenInStep = true;
            listener.podChanged();
        }
    }

    void answers() {
        if (failingSince != NEVER) {
            failingSince = NEVER;
            failure = null;
            listener.podChanged();
        }
    }

    void fails(String message, long now) {
        boolean isNews = failingSince == NEVER || !message.equals(failure);
        if (failingSince == NEVER) {
            failingSince = now;
        }
        failure = message;
        if (isNews) {
            listener.podChanged();
        }
    }

    void quarantined(DesiredApp app, Problem problem) {
        listener.quarantined(app.key(), app.digest(), problem.message());
    }

    /** What the pod last confirmed for a hostname, or null for nothing. */
    public @Nullable AppOnPod app(String hostname) {
        return apps.get(hostname);
    }

    /** Whether the pod ever had a whole desired set loaded. */
    public boolean hasBeenInStep() {
        return hasBeenInStep;
    }

    /**
     * Whether what is known of a hostname is all that there is to know: of a pod that has never been in step that is so for what
     * changed after it was told everything. The rest it may be loading.
     */
    public boolean tells(String hostname) {
        Set<String> rest = unconfirmed;
        return hasBeenInStep || rest != null && !rest.contains(hostname);
    }

    /** Whether it has been told everything, so that it can tell of what changes from now on. */
    public boolean isTold() {
        return unconfirmed != null;
    }

    /** The version of the last desired set that the pod had, or 0. */
    public long inStepWith() {
        return inStepWith;
    }

    /** Why the pod does not do what it is told, or null when it does. */
    public @Nullable String failure() {
        return failure;
    }

    /** Whether the pod has failed for so long, in milliseconds. */
    public boolean failsFor(long millis, long now) {
        long since = failingSince;
        return since != NEVER && now - since >= millis;
    }
}
