package dev.nano.operator.kube;

import dev.nano.operator.desired.Policy;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The labels of namespaces, for policies that select by them. */
public final class NamespaceWatch implements Policy.NamespaceLabels, ResourceEventHandler<Namespace>, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(NamespaceWatch.class);

    private final SharedIndexInformer<Namespace> informer;
    private final Runnable changed;

    private NamespaceWatch(SharedIndexInformer<Namespace> informer, Runnable changed) {
        this.informer = informer;
        this.changed = changed;
    }

    /** @param changed is told when labels may have changed; must be quick */
    public static NamespaceWatch of(KubernetesClient client, Runnable changed) {
        return new NamespaceWatch(client.namespaces().runnableInformer(0), changed);
    }

    /** Returns when all namespaces are known. */
    public void start() {
        informer.addEventHandler(this);
        // It tries again until it is closed.
        informer.exceptionHandler((isStarted, problem) -> {
            log.atWarn().addKeyValue("error", problem.getMessage()).log("namespaces_not_watched");
            return true;
        });
        informer.start().toCompletableFuture().join();
    }

    public InformerHealth.State health() {
        return new InformerHealth.State("namespaces", informer.isRunning(), informer.isWatching());
    }

    @Override
    public Map<String, String> of(String namespace) {
        Namespace known = informer.getStore().getByKey(namespace);
        Map<String, String> labels = known == null ? null : known.getMetadata().getLabels();
        return labels == null ? Map.of() : labels;
    }

    @Override
    public void onAdd(Namespace namespace) {
        changed.run();
    }

    @Override
    public void onUpdate(Namespace before, Namespace namespace) {
        changed.run();
    }

    @Override
    public void onDelete(Namespace namespace, boolean isFinalStateUnknown) {
        changed.run();
    }

    @Override
    public void close() {
        informer.close();
    }
}
