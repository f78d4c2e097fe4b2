package dev.nano.operator.it;

import static dev.nano.operator.it.Scene.inline;
import static dev.nano.operator.it.Scene.saying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nano.api.CodeSource;
import dev.nano.api.ConfigMapSource;
import dev.nano.api.EnvVar;
import dev.nano.api.EnvVarSource;
import dev.nano.api.KeyRef;
import dev.nano.api.NanoAppSpec;
import dev.nano.apiserver.ApiServer;
import dev.nano.apiserver.ApiServerExtension;
import dev.nano.operator.NanoOperator;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The operator between a real API server and real runtimes. */
@ExtendWith(ApiServerExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorIT {

    private Scene scene;
    private KubernetesClient client;
    private NanoOperator operator;

    @BeforeAll
    void start(ApiServer server, @TempDir Path folder) throws Exception {
        scene = new Scene(server, "operator", folder);
        client = scene.newClient();
        operator = NanoOperator.start(scene.settings(client));
    }

    @AfterAll
    void stop() {
        operator.close();
        client.close();
        scene.close();
    }

    @Test
    void anAppliedNanoAppAnswersOnEveryRuntimeAndIsReady() {
        scene.apply("hello", inline("hello.example", saying("hello")));

        scene.awaitReady("hello");
        for (RuntimeProcess runtime : scene.runtimes) {
            assertThat(runtime.get("hello.example")).isEqualTo("200 hello");
            assertThat(runtime.isReady()).isTrue();
        }
        var status = scene.app("hello").get().getStatus();
        assertThat(status.podsReady()).isEqualTo("3/3");
        assertThat(status.url()).isEqualTo("http://hello.example");
        assertThat(status.source()).isEqualTo("inline");
        assertThat(status.digest()).startsWith("sha256:");
        await().untilAsserted(() -> assertThat(events("hello")).containsExactly("Normal Served"));
    }

    private List<String> events(String app) {
        return scene.server.client().v1().events().inNamespace(scene.namespace).list().getItems().stream()
                .filter(event -> event.getInvolvedObject().getName().equals(app))
                .map(event -> event.getType() + " " + event.getReason())
                .toList();
    }

    @Test
    void anEditIsServedWithoutAFailedRequest() {
        scene.apply("edit", inline("edit.example", saying("one")));
        scene.awaitReady("edit");
        try (Traffic traffic = Traffic.to("edit.example", scene.runtimes)) {
            scene.apply("edit", inline("edit.example", saying("two")));
            scene.awaitReady("edit");
            scene.awaitAnswer("edit.example", "200 two");
            assertThat(traffic.end()).allSatisfy(seen -> assertThat(seen).containsExactly("200 one", "200 two"));
        }
    }

    @Test
    void whatIsDeletedIsGone() {
        scene.apply("gone", inline("gone.example", saying("here")));
        scene.awaitReady("gone");
        scene.delete("gone");
        scene.awaitAnswer("gone.example", "404");
    }

    @Test
    void twoAppsSwapTheirHostnamesWithoutAFailedRequest() {
        scene.apply("left", inline("left.example", saying("left")));
        scene.apply("right", inline("right.example", saying("right")));
        scene.awaitReady("left", "right");
        try (Traffic left = Traffic.to("left.example", scene.runtimes);
                Traffic right = Traffic.to("right.example", scene.runtimes)) {
            scene.apply("left", inline("right.example", saying("left")));
            scene.apply("right", inline("left.example", saying("right")));
            scene.awaitReady("left", "right");
            assertThat(left.end()).allSatisfy(seen -> assertThat(seen).containsExactly("200 left", "200 right"));
            assertThat(right.end()).allSatisfy(seen -> assertThat(seen).containsExactly("200 right", "200 left"));
        }
        scene.delete("left", "right");
    }

    @Test
    void aRenamedAppAnswersUnderItsNewHostnameAndNoLongerUnderTheOld() {
        scene.apply("rename", inline("before.example", saying("me")));
        scene.awaitReady("rename");
        scene.apply("rename", inline("after.example", saying("me")));
        scene.awaitReady("rename");
        scene.awaitAnswer("after.example", "200 me");
        scene.awaitAnswer("before.example", "404");
    }

    @Test
    void ofTwoThatWantAHostnameTheOlderServesItAndTheOtherTakesOverWithoutAGap() {
        scene.apply("first", inline("wanted.example", saying("first")));
        scene.awaitReady("first");
        scene.apply("second", inline("wanted.example", saying("second")));
        scene.awaitCondition("second", "Accepted", "False HostnameConflict");
        assertThat(scene.message("second", "Accepted")).contains("belongs to the NanoApp operator/first");
        try (Traffic traffic = Traffic.to("wanted.example", scene.runtimes)) {
            scene.delete("first");
            scene.awaitReady("second");
            scene.awaitAnswer("wanted.example", "200 second");
            assertThat(traffic.end()).allSatisfy(seen -> assertThat(seen).containsExactly("200 first", "200 second"));
        }
    }

    @Test
    void brokenCodeSaysWhereAndLeavesTheOldVersionServing() {
        scene.apply("broken", inline("broken.example", saying("fine")));
        scene.awaitReady("broken");
        String good = scene.app("broken").get().getStatus().digest();

        scene.apply("broken", inline("broken.example", "export default {\n  fetch: ( => 1\n}"));
        scene.awaitCondition("broken", "Programmed", "False LoadFailed");

        assertThat(scene.message("broken", "Programmed")).contains("index.js:2:");
        assertThat(scene.message("broken", "Ready"))
                .contains("index.js:2:")
                .contains("the version before goes on serving");
        assertThat(scene.condition("broken", "Accepted")).isEqualTo("True Accepted");
        assertThat(scene.condition("broken", "Stalled")).isEqualTo("True LoadFailed");
        scene.awaitAnswer("broken.example", "200 fine");
        // One for each transition, not one for each pod.
        await().untilAsserted(() ->
                assertThat(events("broken")).containsExactlyInAnyOrder("Normal Served", "Warning LoadFailed"));

        scene.apply("broken", inline("broken.example", saying("fine")));
        scene.awaitReady("broken");
        assertThat(scene.app("broken").get().getStatus().digest()).isEqualTo(good);
    }

    @Test
    void codeFromAConfigMapFollowsTheConfigMap() {
        var spec = new NanoAppSpec(
                "map.example", null, new CodeSource(null, new ConfigMapSource("code")), null, null, List.of());
        scene.apply("map", spec);
        scene.awaitCondition("map", "Accepted", "False SourceNotFound");
        assertThat(scene.message("map", "Ready")).contains("there is no ConfigMap code");

        configMap("code", saying("one"));
        scene.awaitReady("map");
        scene.awaitAnswer("map.example", "200 one");

        configMap("code", saying("two"));
        scene.awaitAnswer("map.example", "200 two");
        scene.awaitReady("map");

        scene.server
                .client()
                .configMaps()
                .inNamespace(scene.namespace)
                .withName("code")
                .delete();
        scene.awaitCondition("map", "Accepted", "False SourceNotFound");
        scene.awaitAnswer("map.example", "200 two");
    }

    private void configMap(String name, String code) {
        scene.server
                .client()
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(scene.namespace)
                        .endMetadata()
                        .addToData("index.js", code)
                        .build())
                .serverSideApply();
    }

    @Test
    void aSecretReachesTheAppAndNothingElse() {
        var variable = new EnvVar("KEY", null, new EnvVarSource(new KeyRef("keys", "api"), null));
        String code = "export default { fetch: (request, env) => new Response(env.KEY) }";
        scene.apply(
                "secret",
                new NanoAppSpec(
                        "secret.example",
                        null,
                        new CodeSource(Map.of("index.js", code), null),
                        null,
                        null,
                        List.of(variable)));
        scene.awaitCondition("secret", "Accepted", "False SourceNotFound");

        secret("hush-hush");
        scene.awaitReady("secret");
        scene.awaitAnswer("secret.example", "200 hush-hush");
        secret("changed");
        scene.awaitAnswer("secret.example", "200 changed");

        assertThat(scene.server
                        .client()
                        .getKubernetesSerialization()
                        .asJson(scene.app("secret").get()))
                .doesNotContain("hush-hush");
        assertThat(scene.server
                        .client()
                        .v1()
                        .events()
                        .inNamespace(scene.namespace)
                        .list()
                        .getItems())
                .extracting(Event::getMessage)
                .noneMatch(message -> message.contains("hush-hush"));
    }

    private void secret(String value) {
        scene.server
                .client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("keys")
                        .withNamespace(scene.namespace)
                        .endMetadata()
                        .addToStringData("api", value)
                        .build())
                .createOr(existing -> existing.update());
    }

    @Test
    void anAppOfTheVolumeIsServedFromThere() throws IOException {
        scene.apply("volume", new NanoAppSpec("volume.example", "shop", null, null, null, List.of()));
        scene.awaitCondition("volume", "Programmed", "False LoadFailed");

        Path shop = Files.createDirectories(scene.appsFolder.resolve("shop"));
        Files.writeString(shop.resolve("index.js"), saying("from the volume"));
        scene.awaitReady("volume");
        scene.awaitAnswer("volume.example", "200 from the volume");
        assertThat(scene.app("volume").get().getStatus().source()).isEqualTo("path/shop");
    }

    @Test
    void aRuntimeThatIsKilledAndComesBackEmptyGetsEverythingAgain() {
        scene.apply("killed", inline("killed.example", saying("still here")));
        scene.awaitReady("killed");
        RuntimeProcess victim = scene.runtimes.getFirst();
        List<RuntimeProcess> others = scene.runtimes.subList(1, 3);

        victim.kill();
        scene.apply("killed", inline("killed.example", saying("changed")));
        scene.awaitAnswer(others, "killed.example", "200 changed");
        scene.awaitCondition("killed", "Ready", "False Syncing");
        assertThat(scene.message("killed", "Ready")).startsWith(victim.name() + " does not answer: ");

        victim.start().awaitAlive();
        scene.awaitReady("killed");
        scene.awaitAnswer("killed.example", "200 changed");
        assertThat(victim.isReady()).isTrue();
    }

    @Test
    void aRuntimeThatHangsHoldsUpNobody() {
        scene.apply("paused", inline("paused.example", saying("one")));
        scene.awaitReady("paused");
        RuntimeProcess victim = scene.runtimes.get(1);
        List<RuntimeProcess> others = List.of(scene.runtimes.get(0), scene.runtimes.get(2));

        victim.pause();
        try {
            scene.apply("paused", inline("paused.example", saying("two")));
            await().atMost(Duration.ofSeconds(3)).untilAsserted(() -> {
                for (RuntimeProcess runtime : others) {
                    assertThat(runtime.get("paused.example")).isEqualTo("200 two");
                }
            });
            scene.awaitCondition("paused", "Ready", "False Syncing");
        } finally {
            victim.resume();
        }
        scene.awaitReady("paused");
        scene.awaitAnswer("paused.example", "200 two");
    }

    @Test
    void aChangedTokenIsSaidAndUsedOnceItIsThere() throws IOException {
        scene.apply("token", inline("token.example", saying("one")));
        scene.awaitReady("token");
        // Both sides read the same file; for a moment either may have the older content.
        Files.writeString(scene.tokenFile, "another-token");
        try {
            scene.apply("token", inline("token.example", saying("two")));
            scene.awaitReady("token");
            scene.awaitAnswer("token.example", "200 two");
        } finally {
            Files.writeString(scene.tokenFile, Scene.TOKEN);
        }
        scene.apply("token", inline("token.example", saying("three")));
        scene.awaitReady("token");
    }

    @Test
    void whatIsChangedByHandIsRepaired() throws IOException {
        scene.apply("drift", inline("drift.example", saying("right")));
        scene.awaitReady("drift");
        RuntimeProcess runtime = scene.runtimes.getLast();

        String wrong = "{\"name\":\"x\",\"files\":{\"index.js\":\"" + saying("wrong") + "\"}}";
        assertThat(runtime.call("PUT", "/admin/apps/drift.example", Scene.TOKEN, wrong)
                        .statusCode())
                .isEqualTo(200);
        assertThat(runtime.call("PUT", "/admin/apps/foreign.example", Scene.TOKEN, wrong)
                        .statusCode())
                .isEqualTo(200);

        scene.awaitAnswer("drift.example", "200 right");
        scene.awaitAnswer("foreign.example", "404");
    }
}
