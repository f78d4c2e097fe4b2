package dev.nano.operator.kube;

import dev.nano.api.NanoApp;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.Cloner;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Duration;
import java.util.Set;

/** What Java Operator SDK is told, where its defaults do not suit. */
public final class SdkSettings {

    private SdkSettings() {}

    /** The SDK's half of the operator, not started. */
    public static Operator operator(KubernetesClient client) {
        return new Operator(settings -> settings.withKubernetesClient(client)
                .withCloseClientOnStop(false)
                // The reconciler changes nothing that comes from the cache, and apps may be a megabyte each.
                .withResourceCloner(new NoCloner())
                .withExecutorService(new FairExecutor(8))
                .withReconciliationTerminationTimeout(Duration.ofSeconds(2))
                .withUseSSAToPatchPrimaryResource(true)
                // Or else it starts with an empty cache when the API server is away, and pods would lose everything.
                .withStopOnInformerErrorDuringStartup(true));
    }

    /** @param namespaces to watch, empty for all */
    public static void controller(ControllerConfigurationOverrider<NanoApp> controller, Set<String> namespaces) {
        controller.withRetry(new GenericRetry()
                .setInitialInterval(500)
                .setIntervalMultiplier(2)
                .setMaxInterval(60_000)
                .withoutMaxAttempts());
        if (!namespaces.isEmpty()) {
            controller.settingNamespaces(namespaces);
        }
    }

    private static final class NoCloner implements Cloner {
        @Override
        public <T extends HasMetadata> T clone(T object) {
            return object;
        }
    }
}
