package dev.nano.operator.cli;

import dev.nano.operator.kube.SlimObjects;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cluster. */
final class ClusterOptions {

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "How to reach the cluster (default: as kubectl does it, or the service account of the pod).")
    private @Nullable Path kubeconfig;

    KubernetesClient client() throws BadUsage {
        return new KubernetesClientBuilder().withConfig(config()).build();
    }

    /** One that reads objects without what the operator does not look at. */
    KubernetesClient watchingClient() throws BadUsage {
        return new KubernetesClientBuilder()
                .withConfig(config())
                .withKubernetesSerialization(SlimObjects.serialization())
                .build();
    }

    /** Where the operator itself is: of the pod or of the kubeconfig. */
    static String ownNamespace(KubernetesClient client) {
        String namespace = client.getConfiguration().getNamespace();
        return namespace == null ? "default" : namespace;
    }

    private Config config() throws BadUsage {
        if (kubeconfig == null) {
            return new ConfigBuilder().build();
        }
        if (!Files.isReadable(kubeconfig)) {
            throw new BadUsage("--kubeconfig: " + kubeconfig + " cannot be read");
        }
        Config config = Config.fromKubeconfig(kubeconfig.toFile());
        if (config.getCurrentContext() == null) {
            throw new BadUsage(
                    "--kubeconfig: " + kubeconfig + " has no current-context (expected: one with a cluster)");
        }
        return config;
    }
}
