package dev.nano.operator.it;

import static dev.nano.operator.it.Scene.inline;
import static dev.nano.operator.it.Scene.saying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nano.api.CodeSource;
import dev.nano.api.NanoApp;
import dev.nano.api.NanoAppSpec;
import dev.nano.apiserver.ApiServer;
import dev.nano.operator.NanoOperator;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaPropsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code nano operator apply-crds} where an older or a newer release has been before. */
@ExtendWith(RuntimesExtension.class)
class CrdUpgradeIT {

    /** Not that of the other tests, which need the CRD as it is. */
    private static ApiServer server;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        server = ApiServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void delete() {
        inCluster().delete();
        inCluster().waitUntilCondition(Objects::isNull, 30, TimeUnit.SECONDS);
    }

    @Test
    void anOlderOneIsUpgradedAndItsNanoAppsAreServedOn(Runtimes runtimes) throws Exception {
        Path older = changed(crd -> {
            crd.getMetadata().setAnnotations(Map.of());
            spec(crd).getProperties().remove("timeout");
        });
        try (var scene = new Scene(server, runtimes, "crd-older", older);
                KubernetesClient client = scene.newClient()) {
            String uid = scene.apply("stored", inline("stored.crd", saying("stored")))
                    .getMetadata()
                    .getUid();
            assertThatThrownBy(() -> scene.apply("timed", neverInTime())).hasMessageContaining(".spec.timeout");

            Outcome upgrade = applyCrds();
            assertThat(upgrade.status()).as(upgrade.output()).isZero();
            assertThat(upgrade.output()).contains("\"event\":\"crd_applied\"").contains("\"version\":2,\"found\":0");

            // The API server takes a moment to serve what it has stored.
            await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> {
                scene.apply("timed", neverInTime());
                return true;
            });
            try (NanoOperator _ = NanoOperator.start(scene.settings(client))) {
                scene.awaitReady("stored", "timed");
                scene.awaitAnswer("stored.crd", "200 stored");
                scene.awaitAnswer("timed.crd", "504");
            }
            assertThat(scene.app("stored").get().getMetadata().getUid()).isEqualTo(uid);
        }
    }

    private static NanoAppSpec neverInTime() {
        var code = "export default { fetch: () => new Promise(done => setTimeout(done, 600000)) }";
        return new NanoAppSpec(
                "timed.crd",
                null,
                new CodeSource(Map.of("index.js", code), null),
                "50ms",
                null,
                null,
                List.of(),
                List.of());
    }

    @Test
    void aNewerOneStaysAndServesTheOperator(Runtimes runtimes) throws Exception {
        Path newer = changed(crd -> {
            crd.getMetadata().setAnnotations(Map.of(NanoApp.CRD_VERSION, "1000"));
            spec(crd)
                    .getProperties()
                    .put(
                            "later",
                            new JSONSchemaPropsBuilder().withType("string").build());
        });
        try (var scene = new Scene(server, runtimes, "crd-newer", newer);
                KubernetesClient client = scene.newClient()) {
            CustomResourceDefinition before = inCluster().get();
            Outcome left = applyCrds();
            assertThat(left.status()).as(left.output()).isZero();
            assertThat(left.output()).contains("\"event\":\"crd_left\"").contains("\"version\":2,\"found\":1000");
            assertThat(inCluster().get()).isEqualTo(before);

            Path app = Files.writeString(folder.resolve("app.yaml"), """
                apiVersion: nano.dev/v1alpha1
                kind: NanoApp
                metadata: { name: app, namespace: crd-newer }
                spec:
                  hostname: app.crd
                  source: { inline: { index.js: "export default { fetch: () => new Response('app') }" } }
                  later: kept
                """);
            assertThat(server.kubectl("apply", "--server-side", "-f", "" + app).status())
                    .isZero();
            try (NanoOperator operator = NanoOperator.start(scene.settings(client))) {
                scene.awaitReady("app");
                scene.awaitAnswer("app.crd", "200 app");
                assertThat(operator.healthz()).isNull();
            }
            assertThat(server.kubectl("get", "nano", "app", "-n", "crd-newer", "-o", "jsonpath={.spec.later}")
                            .output())
                    .isEqualTo("kept");
        }
    }

    @Test
    void aNewerOneThatDoesNotServeThisOperatorIsTold() throws Exception {
        server.apply(changed(crd -> {
            crd.getMetadata().setAnnotations(Map.of(NanoApp.CRD_VERSION, "3"));
            crd.getSpec().getVersions().getFirst().setName("v1");
        }));
        assertIsLeft("the newer one in the cluster does not serve v1alpha1 (expected: a newer release");
    }

    @Test
    void oneOfWhichNobodyCanTellIsLeft() throws Exception {
        server.apply(changed(crd -> crd.getMetadata().setAnnotations(Map.of(NanoApp.CRD_VERSION, "2.0"))));
        assertIsLeft("annotation nano.dev/crd-version: '2.0' (expected: a whole number;");
    }

    private static void assertIsLeft(String message) throws Exception {
        CustomResourceDefinition before = inCluster().get();
        Outcome refused = applyCrds();
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.output()).contains("CustomResourceDefinition nanoapps.nano.dev: " + message);
        assertThat(inCluster().get()).isEqualTo(before);
    }

    private record Outcome(int status, String output) {}

    /** As people start it. */
    private static Outcome applyCrds() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "../nano", "operator", "apply-crds", "--kubeconfig=" + server.kubeconfig(), "--log-format=json")
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output);
    }

    private static Resource<CustomResourceDefinition> inCluster() {
        return server.client().apiextensions().v1().customResourceDefinitions().withName("nanoapps.nano.dev");
    }

    /** The CRD of another release. */
    private Path changed(Consumer<CustomResourceDefinition> change) throws IOException {
        CustomResourceDefinition crd =
                Serialization.unmarshal(Files.readString(Scene.CRD), CustomResourceDefinition.class);
        change.accept(crd);
        return Files.writeString(folder.resolve("crd.yaml"), Serialization.asYaml(crd));
    }

    private static JSONSchemaProps spec(CustomResourceDefinition crd) {
        return crd.getSpec()
                .getVersions()
                .getFirst()
                .getSchema()
                .getOpenAPIV3Schema()
                .getProperties()
                .get("spec");
    }
}
