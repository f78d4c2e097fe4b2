package dev.nano.operator.kube;

import dev.nano.operator.log.Failures;
import dev.nano.operator.pod.MonotonicClock;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.RuntimeInfo;
import io.javaoperatorsdk.operator.health.InformerHealthIndicator;
import io.javaoperatorsdk.operator.health.InformerWrappingEventSourceHealthIndicator;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells informers that are dead from those that wait for the API server to come back: a restart helps the first and would take
 * what they know from the second. May be called on any thread.
 */
public final class InformerHealth {

    private static final Logger log = LoggerFactory.getLogger(InformerHealth.class);

    static final long PATIENCE_MS = 60_000;
    private static final long NEVER = Long.MIN_VALUE;

    private final BooleanSupplier isApiServerThere;
    private final LongSupplier clock;
    /** Whether something was not watched at the last look. */
    private boolean isIdle;
    /** Since when the API server answers while something is not watched. */
    private long answeringSince = NEVER;

    private boolean isAsking;

    /**
     * An informer.
     *
     * @param what it watches, for people
     * @param isRunning false when it has ended for good
     * @param isWatching false also while it tries to reach the API server
     */
    public record State(String what, boolean isRunning, boolean isWatching) {}

    public InformerHealth(KubernetesClient client) {
        this(() -> isThere(client), MonotonicClock::now);
    }

    /** @param isApiServerThere may take long to find out */
    InformerHealth(BooleanSupplier isApiServerThere, LongSupplier clock) {
        this.isApiServerThere = isApiServerThere;
        this.clock = clock;
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

    /** What is not watched any more, or null when all is or will be again. Never blocks: a probe that is late has failed. */
    public synchronized @Nullable String ailment(List<State> states) {
        for (State state : states) {
            if (!state.isRunning()) {
                return state.what() + ": not watched any more";
            }
        }
        State idle =
                states.stream().filter(state -> !state.isWatching()).findFirst().orElse(null);
        if (idle == null) {
            isIdle = false;
            answeringSince = NEVER;
            return null;
        }
        isIdle = true;
        if (!isAsking) {
            isAsking = true;
            Thread.ofVirtual().name("informer-health").start(this::ask);
        }
        // Informers find out by and by that the API server is back.
        boolean isLong = answeringSince != NEVER && clock.getAsLong() - answeringSince > PATIENCE_MS;
        return isLong ? idle.what() + ": not watched although the API server answers" : null;
    }

    private void ask() {
        boolean isThere = false;
        try {
            isThere = isApiServerThere.getAsBoolean();
        } catch (Throwable e) {
            // No answer, and the next probe asks again.
            Failures.tell(log, "api_server_not_asked", e);
        }
        synchronized (this) {
            isAsking = false;
            if (!isThere || !isIdle) {
                answeringSince = NEVER;
            } else if (answeringSince == NEVER) {
                answeringSince = clock.getAsLong();
            }
        }
    }

    private static boolean isThere(KubernetesClient client) {
        try {
            return client.getKubernetesVersion() != null;
        } catch (KubernetesClientException e) {
            return false;
        }
    }
}
