package dev.nano.operator.it;

import static dev.nano.operator.it.Scene.inline;
import static dev.nano.operator.it.Scene.saying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nano.api.NanoApp;
import dev.nano.api.NanoAppStatus;
import dev.nano.apiserver.ApiServer;
import dev.nano.apiserver.ApiServerExtension;
import dev.nano.operator.NanoOperator;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** How many statuses of many NanoApps the API server has to take when pods come and go, by its own count. */
@ExtendWith({ApiServerExtension.class, RuntimesExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StatusWritesIT {

    private static final int APPS = 200;
    /** Of the one app that is edited, and of what two looks at the same moment say twice. */
    private static final long FEW = 20;

    private static final Duration SHORT = Duration.ofSeconds(5);
    /** More than the restart of a runtime takes on any machine. */
    private static final Duration LONG = Duration.ofMinutes(10);

    private static final Pattern WRITES = Pattern.compile(
            "apiserver_request_total\\{[^}]*resource=\"nanoapps\"[^}]*subresource=\"status\"[^}]*} (\\S+)");

    private Scene scene;
    private KubernetesClient client;

    @BeforeAll
    void start(ApiServer server, Runtimes runtimes) {
        scene = new Scene(server, runtimes, "status-writes");
        client = scene.newClient();
        for (int i = 0; i < APPS; i++) {
            scene.apply("app" + i, inline("app" + i + ".writes", saying("hello")));
        }
    }

    @AfterAll
    void stop() {
        client.close();
        scene.close();
    }

    @BeforeEach
    void threePodsServeAll() throws Exception {
        scene.heal();
        for (int i = 0; i < 3; i++) {
            DiscoveryIT.pod(scene, i, true);
        }
        try (NanoOperator _ = NanoOperator.start(scene.settlingIn(SHORT, client, "app=runtime"))) {
            awaitPods("3/3");
        }
    }

    @Test
    void aPodThatComesOrGoesIsOneWriteForEachNanoApp() throws Exception {
        try (NanoOperator _ = NanoOperator.start(scene.settlingIn(SHORT, client, "app=runtime"))) {
            long before = writesOnceItIsAtWork();
            RuntimeProcess runtime = scene.runtimes.get(2);
            DiscoveryIT.pod(scene, 2, false);
            runtime.kill();
            awaitPods("2/2");
            assertThat(writes() - before).isBetween((long) APPS, APPS + FEW);

            joinAgain(2);
            awaitPods("3/3");
            assertThat(writes() - before).isBetween(2L * APPS, 2 * APPS + FEW);
        }
    }

    @Test
    void aPodThatRestartsInTimeIsNone() throws Exception {
        try (NanoOperator _ = NanoOperator.start(scene.settlingIn(LONG, client, "app=runtime"))) {
            long before = writesOnceItIsAtWork();
            DiscoveryIT.pod(scene, 1, false);
            scene.runtimes.get(1).kill();
            // It is missed: what is edited now is ready without it.
            scene.apply("app0", inline("app0.writes", saying("two")));
            scene.awaitReady("app0");
            joinAgain(1);
            scene.awaitAnswer("app0.writes", "200 two");
            // And it counts again: what is edited now is ready only with it.
            scene.apply("app0", inline("app0.writes", saying("three")));
            scene.awaitReady("app0");

            assertThat(writes() - before).as("those of the app that was edited").isLessThan(FEW);
        }
    }

    /** Not before the operator has found all pods in step: what it says until then is about its start. */
    private long writesOnceItIsAtWork() {
        scene.apply("app0", inline("app0.writes", saying("at work")));
        scene.awaitReady("app0");
        awaitPods("3/3");
        return writes();
    }

    private void joinAgain(int number) {
        RuntimeProcess runtime = scene.runtimes.get(number);
        runtime.start().awaitAlive();
        await().atMost(Duration.ofMinutes(1)).until(runtime::isReady);
        DiscoveryIT.pod(scene, number, true);
    }

    private void awaitPods(String expected) {
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(500))
                .untilAsserted(() -> assertThat(pods()).hasSize(APPS).containsOnly(expected));
    }

    private List<String> pods() {
        return scene.server.client().resources(NanoApp.class).inNamespace(scene.namespace).list().getItems().stream()
                .map(StatusWritesIT::pods)
                .toList();
    }

    private static String pods(NanoApp app) {
        NanoAppStatus status = app.getStatus();
        return status == null ? "none" : status.podsReady();
    }

    private long writes() {
        return WRITES.matcher(scene.server.client().raw("/metrics"))
                .results()
                .mapToLong(line -> (long) Double.parseDouble(line.group(1)))
                .sum();
    }
}
