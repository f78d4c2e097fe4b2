package dev.nano.operator.kube;

import dev.nano.operator.desired.Policy;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The labels of namespaces, for policies that select by them. */
public final class NamespaceWatch implements Policy.NamespaceLabels, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(NamespaceWatch.class);

    private final Watch<Namespace> watch;

    /** @param changed is told when labels may have changed; must be quick */
    public NamespaceWatch(KubernetesClient client, Runnable changed) {
        this.watch = new Watch<>(
                "namespaces",
                client.namespaces(),
                changed,
                problem ->
                        log.atWarn().addKeyValue("error", problem.getMessage()).log("namespaces_not_watched"));
    }

    /** Returns when all namespaces are known. */
    public void start() {
        watch.start().toCompletableFuture().join();
    }

    public InformerHealth.State health() {
        return watch.health();
    }

    @Override
    public Map<String, String> of(String namespace) {
        Namespace known = watch.store().getByKey(namespace);
        Map<String, String> labels = known == null ? null : known.getMetadata().getLabels();
        return labels == null ? Map.of() : labels;
    }

    @Override
    public void close() {
        watch.close();
    }
}
