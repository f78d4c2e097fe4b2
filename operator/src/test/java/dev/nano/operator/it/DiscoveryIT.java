package dev.nano.operator.it;

import static dev.nano.operator.it.Scene.inline;
import static dev.nano.operator.it.Scene.saying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nano.apiserver.ApiServer;
import dev.nano.apiserver.ApiServerExtension;
import dev.nano.operator.NanoOperator;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runtimes that are found as pods. There is no kubelet: the test says of each runtime where it is and whether it is ready. */
@ExtendWith({ApiServerExtension.class, RuntimesExtension.class})
class DiscoveryIT {

    @Test
    void podsComeAndGoWithoutAStormOfStatuses(ApiServer server, Runtimes runtimes) throws Exception {
        try (var scene = new Scene(server, runtimes, "discovery");
                KubernetesClient client = scene.newClient();
                NanoOperator operator = NanoOperator.start(scene.settings(client, "app=runtime"))) {
            scene.apply("app", inline("discovery.example", saying("hello")));
            scene.awaitCondition("app", "Ready", "False NoRuntimePods");

            pod(scene, 0, true);
            pod(scene, 1, true);
            scene.awaitReady("app");
            await().untilAsserted(() -> assertThat(pods(scene)).isEqualTo("2/2"));

            // A pod joins: it gets everything before it is ready, and it does not count before.
            String version = version(scene);
            RuntimeProcess joining = scene.runtimes.get(2);
            joining.kill();
            joining.start().awaitAlive();
            assertThat(joining.isReady()).isFalse();
            pod(scene, 2, false);
            await().atMost(Duration.ofSeconds(30)).until(joining::isReady);
            assertThat(joining.get("discovery.example")).isEqualTo("200 hello");
            assertThat(version(scene)).isEqualTo(version);
            long events = events(scene);
            pod(scene, 2, true);
            await().untilAsserted(() -> assertThat(pods(scene)).isEqualTo("3/3"));
            assertThat(events(scene)).isEqualTo(events);

            // One that is not ready any more does not hold up what changes.
            pod(scene, 1, false);
            scene.runtimes.get(1).kill();
            scene.apply("app", inline("discovery.example", saying("changed")));
            scene.awaitReady("app");
            await().untilAsserted(() -> assertThat(pods(scene)).isEqualTo("2/2"));

            server.client()
                    .pods()
                    .inNamespace(scene.namespace)
                    .withLabel("app", "runtime")
                    .withGracePeriod(0)
                    .delete();
            scene.awaitCondition("app", "Ready", "False NoRuntimePods");
            assertThat(operator.healthz()).isNull();
        }
    }

    private static String version(Scene scene) {
        return scene.app("app").get().getMetadata().getResourceVersion();
    }

    private static long events(Scene scene) {
        return scene.server
                .client()
                .v1()
                .events()
                .inNamespace(scene.namespace)
                .list()
                .getItems()
                .size();
    }

    private static String pods(Scene scene) {
        return scene.app("app").get().getStatus().podsReady();
    }

    static void pod(Scene scene, int number, boolean isReady) {
        pod(scene, scene.namespace, number, isReady);
    }

    /** Says that a runtime is a pod. */
    static void pod(Scene scene, String namespace, int number, boolean isReady) {
        String name = "runtime-" + number;
        var pods = scene.server.client().pods().inNamespace(namespace);
        if (pods.withName(name).get() == null) {
            Pod pod = new PodBuilder()
                    .withNewMetadata()
                    .withName(name)
                    .addToLabels("app", "runtime")
                    .endMetadata()
                    .withNewSpec()
                    .withAutomountServiceAccountToken(false)
                    .addNewContainer()
                    .withName("runtime")
                    .withImage("none")
                    .endContainer()
                    .endSpec()
                    .build();
            pods.resource(pod).create();
        }
        pods.withName(name)
                .editStatus(pod -> new PodBuilder(pod)
                        .editOrNewStatus()
                        .withPhase("Running")
                        .withPodIP(scene.runtimes.get(number).host())
                        .withConditions()
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus(isReady ? "True" : "False")
                        .endCondition()
                        .endStatus()
                        .build());
    }
}
