package dev.nano.operator.kube;

import dev.nano.operator.Engine;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.RuntimeInfo;
import io.javaoperatorsdk.operator.health.InformerHealthIndicator;
import io.javaoperatorsdk.operator.health.InformerWrappingEventSourceHealthIndicator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells informers that are dead from those that wait for the API server to come back: a restart helps the first and would take
 * what they know from the second. May be called on any thread.
 */
public final class InformerHealth {

    private static final long PATIENCE_MS = 60_000;
    private static final long NEVER = Long.MIN_VALUE;

    private final KubernetesClient client;
    private long notWatchingSince = NEVER;

    /**
     * An informer.
     *
     * @param what it watches, for people
     * @param isRunning false when it has ended for good
     * @param isWatching false also while it tries to reach the API server
     */
    public record State(String what, boolean isRunning, boolean isWatching) {}

    public InformerHealth(KubernetesClient client) {
        this.client = client;
    }

    /** Those of the SDK that it thinks unhealthy. */
    public static List<State> unhealthy(RuntimeInfo sdk) {
        List<State> states = new ArrayList<>();
        sdk.unhealthyEventSources()
                .values()
                .forEach(sources -> sources.values().forEach(source -> {
                    if (source instanceof InformerWrappingEventSourceHealthIndicator<?> wrapping) {
                        for (InformerHealthIndicator informer :
                                wrapping.informerHealthIndicators().values()) {
                            states.add(new State("NanoApps", informer.isRunning(), informer.isWatching()));
                        }
                    }
                }));
        return states;
    }

    /** What is not watched any more, or null when all is or will be again. */
    public synchronized @Nullable String ailment(List<State> states) {
        for (State state : states) {
            if (!state.isRunning()) {
                return state.what() + ": not watched any more";
            }
        }
        State idle =
                states.stream().filter(state -> !state.isWatching()).findFirst().orElse(null);
        if (idle == null) {
            notWatchingSince = NEVER;
            return null;
        }
        long now = Engine.now();
        if (notWatchingSince == NEVER) {
            notWatchingSince = now;
        }
        boolean isLong = now - notWatchingSince > PATIENCE_MS;
        return isLong && isApiServerThere() ? idle.what() + ": not watched although the API server answers" : null;
    }

    private boolean isApiServerThere() {
        try {
            return client.getKubernetesVersion() != null;
        } catch (KubernetesClientException e) {
            return false;
        }
    }
}
