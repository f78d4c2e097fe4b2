package dev.nano.operator.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import java.time.Duration;

/**
 * A client whose calls are made once. Fabric8 tries ten times, for up to two minutes: whoever tries again by himself learns too
 * late what is wrong.
 */
final class OneTry {

    private OneTry() {}

    /**
     * It shares everything with this client, and need not be closed.
     *
     * @param timeout of a call, if that is shorter than the client's own
     */
    static KubernetesClient of(KubernetesClient client, Duration timeout) {
        RequestConfig usual = client.getConfiguration().getRequestConfig();
        RequestConfig once = new RequestConfigBuilder(usual)
                .withRequestTimeout((int) Math.min(timeout.toMillis(), usual.getRequestTimeout()))
                .withRequestRetryBackoffLimit(0)
                .build();
        // The builder does not know of these.
        once.setImpersonateUsername(usual.getImpersonateUsername());
        once.setImpersonateGroups(usual.getImpersonateGroups());
        once.setImpersonateExtras(usual.getImpersonateExtras());
        return client.adapt(NamespacedKubernetesClient.class)
                .withRequestConfig(once)
                .call(view -> view);
    }
}
