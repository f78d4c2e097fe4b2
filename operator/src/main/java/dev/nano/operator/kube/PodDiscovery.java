package dev.nano.operator.kube;

import dev.nano.operator.engine.Engine;
import dev.nano.operator.log.Failures;
import dev.nano.operator.pod.RuntimePod;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the runtime pods by their labels, and tells the engine. */
public final class PodDiscovery implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PodDiscovery.class);

    /**
     * Which pods, and where their admin API is.
     *
     * @param selector as kubectl takes it
     * @param scheme http or https
     */
    public record Settings(String namespace, String selector, String scheme, int port) {}

    private final Settings settings;
    private final Engine engine;
    private final Watch<Pod> watch;

    private PodDiscovery(KubernetesClient client, Settings settings, Engine engine) {
        this.settings = settings;
        this.engine = engine;
        this.watch = new Watch<>(
                "pods",
                client.pods().inNamespace(settings.namespace()).withLabelSelector(settings.selector()),
                this::tell,
                problem ->
                        log.atWarn().addKeyValue("error", problem.getMessage()).log("pods_not_watched"));
    }

    /** Returns when all pods are known. */
    public static PodDiscovery start(KubernetesClient client, Settings settings, Engine engine) {
        var discovery = new PodDiscovery(client, settings, engine);
        discovery.watch.start().toCompletableFuture().join();
        discovery.tell();
        return discovery;
    }

    /** One at a time, or else the engine could hear of an older state after a newer one. */
    private synchronized void tell() {
        List<Pod> all = watch.store().list();
        Map<String, RuntimePod> pods = new HashMap<>();
        for (Pod pod : all) {
            // One whose status is odd must not hide all others.
            Failures.survive(log, "pod_not_understood", () -> {
                RuntimePod runtime = runtime(pod);
                if (runtime != null) {
                    pods.put(runtime.name(), runtime);
                }
            });
        }
        engine.pods(pods);
    }

    private @Nullable RuntimePod runtime(Pod pod) {
        if (pod.getStatus() == null
                || pod.getStatus().getPodIP() == null
                || pod.getMetadata().getDeletionTimestamp() != null
                || !"Running".equals(pod.getStatus().getPhase())) {
            return null;
        }
        String ip = pod.getStatus().getPodIP();
        String host = ip.indexOf(':') < 0 ? ip : "[" + ip + "]";
        String containers = pod.getStatus().getContainerStatuses().stream()
                .map(ContainerStatus::getContainerID)
                .map(String::valueOf)
                .sorted()
                .collect(Collectors.joining(","));
        boolean isReady = pod.getStatus().getConditions().stream()
                .anyMatch(condition -> condition.getType().equals("Ready")
                        && condition.getStatus().equals("True"));
        return new RuntimePod(
                pod.getMetadata().getName(),
                pod.getMetadata().getUid() + " " + containers,
                URI.create(settings.scheme() + "://" + host + ":" + settings.port()),
                isReady,
                false);
    }

    public InformerHealth.State health() {
        return watch.health();
    }

    @Override
    public void close() {
        watch.close();
    }
}
