package dev.nano.operator.it;

import static dev.nano.operator.it.Scene.inline;
import static dev.nano.operator.it.Scene.saying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.INTEGER;
import static org.awaitility.Awaitility.await;

import dev.nano.api.NanoAppSpec;
import dev.nano.apiserver.ApiServer;
import dev.nano.apiserver.ApiServerExtension;
import dev.nano.operator.NanoOperator;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** The operator between a real API server and real runtimes. */
@ExtendWith({ApiServerExtension.class, RuntimesExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorIT {

    private Scene scene;
    private KubernetesClient client;
    private NanoOperator operator;

    @BeforeAll
    void start(ApiServer server, Runtimes runtimes) throws Exception {
        scene = new Scene(server, runtimes, "operator");
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
        return eventsOf(app).stream()
                .map(event -> event.getType() + " " + event.getReason())
                .toList();
    }

    private List<Event> eventsOf(String app) {
        return scene.server.client().v1().events().inNamespace(scene.namespace).list().getItems().stream()
                .filter(event -> event.getInvolvedObject().getName().equals(app))
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
        try (Traffic traffic = Traffic.to("gone.example", scene.runtimes)) {
            scene.delete("gone");
            scene.awaitAnswer("gone.example", "404");
            assertThat(traffic.end()).allSatisfy(seen -> assertThat(seen).containsExactly("200 here", "404"));
        }
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
        try (Traffic before = Traffic.to("before.example", scene.runtimes);
                Traffic after = Traffic.to("after.example", scene.runtimes)) {
            scene.apply("rename", inline("after.example", saying("me")));
            scene.awaitReady("rename");
            scene.awaitAnswer("after.example", "200 me");
            scene.awaitAnswer("before.example", "404");
            assertThat(before.end()).allSatisfy(seen -> assertThat(seen).containsExactly("200 me", "404"));
            assertThat(after.end()).allSatisfy(seen -> assertThat(seen).containsExactly("404", "200 me"));
        }
    }

    @Test
    void ofTwoThatWantAHostnameTheOlderServesItAndTheOtherTakesOverWithoutAGap() {
        scene.apply("first", inline("wanted.example", saying("first")));
        scene.awaitReady("first");
        scene.apply("second", inline("wanted.example", saying("second")));
        scene.awaitCondition("second", "Accepted", "False HostnameConflict");
        assertThat(scene.message("second", "Accepted")).contains("already claimed by NanoApp operator/first");
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
        scene.apply("map", Scene.fromConfigMap("map.example", "code"));
        scene.awaitCondition("map", "Accepted", "False SourceNotFound");
        assertThat(scene.message("map", "Ready")).contains("there is no ConfigMap code");

        scene.configMap("code", saying("one"));
        scene.awaitReady("map");
        scene.awaitAnswer("map.example", "200 one");

        scene.configMap("code", saying("two"));
        scene.awaitAnswer("map.example", "200 two");
        scene.awaitReady("map");

        scene.deleteConfigMap("code");
        scene.awaitCondition("map", "Accepted", "False SourceNotFound");
        scene.awaitAnswer("map.example", "200 two");
    }

    @Test
    void aConfigMapWithAHashInItsNameIsReplacedWithoutAFailedRequest() {
        // As kustomize does it: a new ConfigMap, a NanoApp that names it, and the old one is pruned.
        scene.configMap("code-5h2k", saying("one"));
        scene.apply("hashed", Scene.fromConfigMap("hashed.example", "code-5h2k"));
        scene.awaitReady("hashed");
        try (Traffic traffic = Traffic.to("hashed.example", scene.runtimes)) {
            scene.configMap("code-9m4d", saying("two"));
            scene.apply("hashed", Scene.fromConfigMap("hashed.example", "code-9m4d"));
            scene.deleteConfigMap("code-5h2k");
            scene.awaitReady("hashed");
            scene.awaitAnswer("hashed.example", "200 two");
            assertThat(traffic.end()).allSatisfy(seen -> assertThat(seen).containsExactly("200 one", "200 two"));
        }
        assertThat(scene.app("hashed").get().getStatus().source()).isEqualTo("configmap/code-9m4d");
    }

    @Test
    void aSecretReachesTheAppAndNothingElse() throws Exception {
        scene.apply("secret", Scene.withSecret("secret.example", "keys", "api"));
        scene.awaitCondition("secret", "Accepted", "False SourceNotFound");

        scene.secret("keys", "api", "hush-hush");
        scene.awaitReady("secret");
        scene.awaitAnswer("secret.example", "200 hush-hush");
        // What a pod computes from code and values would give a short value away to whoever tries them all.
        assertThat(scene.runtimes
                        .getFirst()
                        .call("GET", "/admin/apps/secret.example", Runtimes.TOKEN, "")
                        .body())
                .contains("sha256:")
                .doesNotContain(scene.app("secret").get().getStatus().digest());
        scene.secret("keys", "api", "changed");
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

    @Test
    void anAppOfTheVolumeIsServedFromThere() throws IOException {
        scene.apply("volume", new NanoAppSpec("volume.example", "shop", null, null, null, null, List.of(), List.of()));
        scene.awaitCondition("volume", "Programmed", "False LoadFailed");

        Path shop = Files.createDirectories(scene.appsFolder.resolve("operator/shop"));
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
        scene.awaitMessage("killed", "Ready", victim.name() + " does not answer: ");

        victim.start().awaitAlive();
        scene.awaitReady("killed");
        scene.awaitAnswer("killed.example", "200 changed");
        // Once it has been told that this was all.
        await().until(victim::isReady);
    }

    /** Sixteen apps of the most that a NanoApp can hold: far more than any one request to a runtime may. */
    @Test
    void codeThatIsLargeReachesARuntimeThatComesBackEmpty() {
        String[] names = IntStream.range(0, 16).mapToObj(i -> "large-" + i).toArray(String[]::new);
        for (String name : names) {
            String code = saying(name) + "\n//";
            scene.apply(name, inline(name + ".example", code + "x".repeat(1_000_000 - code.length())));
        }
        scene.awaitReady(names);
        RuntimeProcess victim = scene.runtimes.getLast();

        victim.kill();
        victim.start().awaitAlive();

        for (String name : names) {
            scene.awaitAnswer(List.of(victim), name + ".example", "200 " + name);
        }
        scene.awaitReady(names);
        scene.delete(names);
    }

    @Test
    void aRuntimeThatHangsHoldsUpNobody() {
        scene.apply("paused", inline("paused.example", saying("one")));
        scene.apply("unchanged", inline("unchanged.example", saying("as ever")));
        scene.awaitReady("paused", "unchanged");
        RuntimeProcess victim = scene.runtimes.get(1);
        List<RuntimeProcess> others = List.of(scene.runtimes.get(0), scene.runtimes.get(2));

        victim.pause();
        try {
            scene.apply("paused", inline("paused.example", saying("two")));
            scene.awaitAnswer(others, "paused.example", "200 two");
            scene.awaitCondition("paused", "Ready", "False Syncing");
            // What it confirmed before counts no more after a while.
            scene.awaitCondition("unchanged", "Ready", "False Syncing");
            scene.awaitMessage("unchanged", "Ready", victim.name() + " does not answer: ");
            assertThat(scene.app("unchanged").get().getStatus().podsReady()).isEqualTo("2/3");
        } finally {
            victim.resume();
        }
        scene.awaitReady("paused", "unchanged");
        assertThat(scene.app("unchanged").get().getStatus().podsReady()).isEqualTo("3/3");
        scene.awaitAnswer("paused.example", "200 two");
    }

    @Test
    void aChangedTokenIsSaidAndUsedOnceItIsThere() throws IOException {
        scene.apply("token", inline("token.example", saying("one")));
        scene.awaitReady("token");
        try {
            Files.writeString(scene.operatorTokenFile, "another-token");
            scene.apply("token", inline("token.example", saying("two")));
            scene.awaitCondition("token", "Ready", "False Syncing");
            String first = scene.runtimes.getFirst().name();
            scene.awaitMessage("token", "Ready", first + " does not answer: the admin token is not accepted (401)");
            scene.awaitAnswer("token.example", "200 one");

            Files.writeString(scene.tokenFile, "another-token");
            scene.awaitReady("token");
            scene.awaitAnswer("token.example", "200 two");
        } finally {
            scene.heal();
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
        assertThat(runtime.call("PUT", "/admin/apps/drift.example", Runtimes.TOKEN, wrong)
                        .statusCode())
                .isEqualTo(200);
        // So many that they go in one call.
        for (int i = 0; i < 12; i++) {
            assertThat(runtime.call("PUT", "/admin/apps/foreign" + i + ".example", Runtimes.TOKEN, wrong)
                            .statusCode())
                    .isEqualTo(200);
        }

        scene.awaitAnswer("drift.example", "200 right");
        for (int i = 0; i < 12; i++) {
            scene.awaitAnswer("foreign" + i + ".example", "404");
        }
    }

    @Test
    void somebodyElsesWritesDoNotKeepTheStatusFromBeingWritten() throws Exception {
        scene.apply("busy", inline("busy.example", saying("0")));
        scene.awaitReady("busy");
        var isOver = new AtomicBoolean();
        Thread annotator = Thread.ofVirtual().start(() -> {
            for (int i = 0; !isOver.get(); i++) {
                scene.app("busy")
                        .patch(
                                PatchContext.of(PatchType.JSON_MERGE),
                                "{\"metadata\":{\"annotations\":{\"edited\":\"" + i + "\"}}}");
            }
        });
        try {
            for (int i = 1; i <= 5; i++) {
                scene.apply("busy", inline("busy.example", saying("version " + i)));
                scene.awaitReady("busy");
            }
        } finally {
            isOver.set(true);
            annotator.join();
        }
        scene.awaitAnswer("busy.example", "200 version 5");
    }

    @Test
    void whatAnAppThrowsIsToldHoweverLongItIs() {
        scene.apply("long", inline("long.example", "throw new Error('so long ' + '\u20ac'.repeat(100000))"));
        scene.awaitCondition("long", "Programmed", "False LoadFailed");
        assertThat(scene.message("long", "Ready")).contains("so long \u20ac\u20ac\u20ac");
        await().untilAsserted(() -> assertThat(events("long")).containsExactly("Warning LoadFailed"));
        // As much as an event may hold, which ends with a whole character of three bytes.
        assertThat(eventsOf("long"))
                .first()
                .extracting(event -> event.getMessage().getBytes(StandardCharsets.UTF_8).length)
                .asInstanceOf(INTEGER)
                .isBetween(1022, 1024);
    }
}
