package dev.nano.operator.it;

import static dev.nano.operator.it.Scene.inline;
import static dev.nano.operator.it.Scene.saying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nano.apiserver.ApiServer;
import dev.nano.apiserver.ApiServerExtension;
import dev.nano.operator.NanoOperator;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two operators of which one leads. */
@ExtendWith(ApiServerExtension.class)
class LeaderIT {

    private static final Duration LEASE = Duration.ofSeconds(4);

    @Test
    void theStandbyTakesOverWhenTheLeaderIsStopped(ApiServer server, @TempDir Path folder) throws Exception {
        takeOver(server, "leader-stopped", folder, (leader, client) -> leader.close());
    }

    @Test
    void theStandbyTakesOverWhenTheLeaderLosesTheApiServer(ApiServer server, @TempDir Path folder) throws Exception {
        takeOver(server, "leader-lost", folder, (leader, client) -> client.close());
    }

    private static void takeOver(
            ApiServer server, String namespace, Path folder, BiConsumer<NanoOperator, KubernetesClient> blow)
            throws Exception {
        try (var scene = new Scene(server, namespace, folder);
                KubernetesClient standbyClient = scene.newClient()) {
            KubernetesClient leaderClient = scene.newClient();
            NanoOperator leader = NanoOperator.start(scene.settings(leaderClient, "leader", LEASE));
            await().untilAsserted(() -> assertThat(holder(scene)).isEqualTo("leader"));
            try (NanoOperator standby = NanoOperator.start(scene.settings(standbyClient, "standby", LEASE))) {
                scene.apply("app", inline("app." + namespace, saying("one")));
                scene.awaitReady("app");

                blow.accept(leader, leaderClient);
                scene.apply("app", inline("app." + namespace, saying("two")));

                await().atMost(LEASE.multipliedBy(3))
                        .untilAsserted(() -> assertThat(holder(scene)).isEqualTo("standby"));
                scene.awaitReady("app");
                scene.awaitAnswer("app." + namespace, "200 two");
                assertThat(standby.healthz()).isNull();
            }
        }
    }

    private static String holder(Scene scene) {
        Lease lease = scene.server
                .client()
                .leases()
                .inNamespace(scene.namespace)
                .withName("nano-operator")
                .get();
        return lease == null ? "nobody" : lease.getSpec().getHolderIdentity();
    }
}
