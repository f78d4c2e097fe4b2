package dev.nano.operator.it;

import static dev.nano.operator.it.Scene.inline;
import static dev.nano.operator.it.Scene.saying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nano.apiserver.ApiServer;
import dev.nano.apiserver.ApiServerExtension;
import dev.nano.operator.NanoOperator;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two operators of which one leads. */
@ExtendWith({ApiServerExtension.class, RuntimesExtension.class})
class LeaderIT {

    private static final Duration LEASE = Duration.ofSeconds(4);

    @Test
    void theStandbyTakesOverWhenTheLeaderIsStopped(ApiServer server, Runtimes runtimes) throws Exception {
        takeOver(server, runtimes, "leader-stopped", (leader, client) -> leader.close());
    }

    @Test
    void theStandbyTakesOverWhenTheLeaderLosesTheApiServer(ApiServer server, Runtimes runtimes) throws Exception {
        takeOver(server, runtimes, "leader-lost", (leader, client) -> client.close());
    }

    private static void takeOver(
            ApiServer server, Runtimes runtimes, String namespace, BiConsumer<NanoOperator, KubernetesClient> blow)
            throws Exception {
        try (var scene = new Scene(server, runtimes, namespace);
                KubernetesClient standbyClient = scene.newClient()) {
            KubernetesClient leaderClient = scene.newClient();
            NanoOperator leader = NanoOperator.start(scene.settings(leaderClient, "leader", LEASE));
            await().untilAsserted(() -> assertThat(holder(scene)).isEqualTo("leader"));
            try (NanoOperator standby = NanoOperator.start(scene.settings(standbyClient, "standby", LEASE))) {
                scene.apply("app", inline("app." + namespace, saying("one")));
                scene.awaitReady("app");

                blow.accept(leader, leaderClient);
                scene.apply("app", inline("app." + namespace, saying("two")));

                awaitTakeOver(scene, "standby");
                scene.awaitReady("app");
                scene.awaitAnswer("app." + namespace, "200 two");
                assertThat(standby.healthz()).isNull();
            }
        }
    }

    @Test
    void theStandbyTakesOverWhenTheLeaderIsKilled(ApiServer server, Runtimes runtimes, @TempDir Path folder)
            throws Exception {
        try (var scene = new Scene(server, runtimes, "leader-killed");
                KubernetesClient standbyClient = scene.newClient();
                OperatorProcess leader = lead(scene, folder, "app.killed")) {
            try (NanoOperator _ = NanoOperator.start(scene.settings(standbyClient, "standby", LEASE));
                    Traffic traffic = Traffic.to("app.killed", scene.runtimes)) {
                leader.kill();
                scene.apply("app", inline("app.killed", saying("two")));

                awaitTakeOver(scene, "standby");
                scene.awaitReady("app");
                scene.awaitAnswer("app.killed", "200 two");
                assertThat(traffic.end()).allSatisfy(seen -> assertThat(seen).containsExactly("200 one", "200 two"));
            }
        }
    }

    @Test
    void aLeaderWhoseApiServerHangsLeavesPodsToTheStandby(ApiServer server, Runtimes runtimes) throws Exception {
        var isDeposed = new CountDownLatch(1);
        try (var scene = new Scene(server, runtimes, "leader-hung");
                var network =
                        new TcpProxy(URI.create(server.client().getMasterUrl().toString()));
                KubernetesClient standbyClient = scene.newClient();
                KubernetesClient leaderClient = scene.newClient(
                        config -> config.withMasterUrl(network.address().toString()));
                NanoOperator _ =
                        NanoOperator.start(scene.settings(leaderClient, "leader", LEASE, isDeposed::countDown))) {
            await().untilAsserted(() -> assertThat(holder(scene)).isEqualTo("leader"));
            scene.apply("app", inline("app.hung", saying("one")));
            scene.awaitReady("app");
            try (NanoOperator _ = NanoOperator.start(scene.settings(standbyClient, "standby", LEASE));
                    Traffic traffic = Traffic.to("app.hung", scene.runtimes)) {
                network.hang();
                scene.apply("app", inline("app.hung", saying("two")));

                awaitTakeOver(scene, "standby");
                scene.awaitReady("app");
                // All the while it looks at the pods, whose apps are not what it knows.
                await().until(() -> isDeposed.getCount() == 0);
                assertThat(traffic.end()).allSatisfy(seen -> assertThat(seen).containsExactly("200 one", "200 two"));
            }
            network.pass();
        }
    }

    /** It has the Lease before it can watch again. */
    @Test
    void aStandbyThatWasCutOffBringsNothingOldBack(ApiServer server, Runtimes runtimes) throws Exception {
        try (var scene = new Scene(server, runtimes, "leader-late");
                var faulty = new FaultyApiServer(server.client());
                KubernetesClient leaderClient = scene.newClient();
                KubernetesClient standbyClient = scene.newClient(
                        config -> config.withMasterUrl(faulty.url()).withHttp2Disable(true))) {
            NanoOperator leader = NanoOperator.start(scene.settings(leaderClient, "leader", LEASE));
            await().untilAsserted(() -> assertThat(holder(scene)).isEqualTo("leader"));
            scene.apply("app", inline("app.late", saying("one")));
            scene.awaitReady("app");
            try (NanoOperator _ = NanoOperator.start(scene.settings(standbyClient, "standby", LEASE));
                    Traffic traffic = Traffic.to("app.late", scene.runtimes)) {
                faulty.refuse("/nanoapps", 500);
                scene.apply("app", inline("app.late", saying("two")));
                scene.awaitReady("app");

                leader.close();
                awaitTakeOver(scene, "standby");
                // Time in which a leader looks at its pods, and changes what is not as it knows it.
                await().until(() -> Duration.between(
                                        lease(scene).getAcquireTime(),
                                        lease(scene).getRenewTime())
                                .compareTo(LEASE)
                        > 0);
                scene.apply("app", inline("app.late", saying("three")));
                faulty.heal();

                scene.awaitReady("app");
                scene.awaitAnswer("app.late", "200 three");
                assertThat(traffic.end())
                        .allSatisfy(seen -> assertThat(seen).containsExactly("200 one", "200 two", "200 three"));
            }
        }
    }

    /** Not by the fence alone: the election, too, is quick to see that its time is over. The fence has tests of its own. */
    @Test
    void aLeaderThatWasStoppedForAWhileEndsAndUndoesNothingOfTheStandbys(
            ApiServer server, Runtimes runtimes, @TempDir Path folder) throws Exception {
        try (var scene = new Scene(server, runtimes, "leader-paused");
                KubernetesClient standbyClient = scene.newClient();
                OperatorProcess leader = lead(scene, folder, "app.paused", "--drift-interval=1s")) {
            try (NanoOperator _ = NanoOperator.start(scene.settings(standbyClient, "standby", LEASE));
                    Traffic traffic = Traffic.to("app.paused", scene.runtimes)) {
                leader.pause();
                scene.apply("app", inline("app.paused", saying("two")));
                awaitTakeOver(scene, "standby");
                scene.awaitReady("app");

                leader.resume();
                assertThat(leader.awaitEnd()).isEqualTo(1);
                assertThat(traffic.end()).allSatisfy(seen -> assertThat(seen).containsExactly("200 one", "200 two"));
            }
        }
    }

    /** A leader in a process of its own, and an app that it has brought to all runtimes. */
    private static OperatorProcess lead(Scene scene, Path folder, String hostname, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(
                List.of("--lease-namespace=" + scene.namespace, "--lease-duration=" + LEASE.toSeconds() + "s"));
        arguments.addAll(List.of(more));
        OperatorProcess leader = OperatorProcess.start(
                scene,
                folder.resolve("leader.log"),
                Map.of("NANO_LEADER_ELECTION", "true"),
                arguments.toArray(String[]::new));
        leader.awaitStarted();
        scene.apply("app", inline(hostname, saying("one")));
        scene.awaitReady("app");
        return leader;
    }

    private static void awaitTakeOver(Scene scene, String identity) {
        await().atMost(LEASE.multipliedBy(3))
                .untilAsserted(() -> assertThat(holder(scene)).isEqualTo(identity));
    }

    private static String holder(Scene scene) {
        Lease lease = findLease(scene);
        return lease == null ? "nobody" : lease.getSpec().getHolderIdentity();
    }

    private static LeaseSpec lease(Scene scene) {
        return Objects.requireNonNull(findLease(scene)).getSpec();
    }

    private static @Nullable Lease findLease(Scene scene) {
        return scene.server
                .client()
                .leases()
                .inNamespace(scene.namespace)
                .withName("nano-operator")
                .get();
    }
}
