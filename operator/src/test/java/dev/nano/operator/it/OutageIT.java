package dev.nano.operator.it;

import static dev.nano.operator.it.Scene.inline;
import static dev.nano.operator.it.Scene.saying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nano.apiserver.ApiServer;
import dev.nano.operator.NanoOperator;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** An API server that goes away and comes back. */
@ExtendWith(RuntimesExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutageIT {

    private ApiServer server;
    private Scene scene;
    private TcpProxy network;
    private KubernetesClient client;
    private NanoOperator operator;

    @BeforeAll
    void start(Runtimes runtimes) throws Exception {
        // One of its own, which asks etcd for every watch: what etcd has forgotten, it has forgotten.
        server = ApiServer.start("--watch-cache=false");
        scene = new Scene(server, runtimes, "outage");
        network = new TcpProxy(URI.create(server.client().getMasterUrl().toString()));
        client =
                scene.newClient(config -> config.withMasterUrl(network.address().toString()));
        operator = NanoOperator.start(scene.settings(client));
    }

    @AfterAll
    void stop() throws Exception {
        network.pass();
        operator.close();
        client.close();
        network.close();
        scene.close();
        server.close();
    }

    @BeforeEach
    void anAppIsServed() {
        scene.apply("app", inline("outage.example", saying("before")));
        scene.apply("other", inline("other.example", saying("other")));
        scene.awaitReady("app", "other");
    }

    @Test
    void whileTheApiServerIsAwayPodsAreKeptInStepAndAfterwardsNothingIsLost() throws Exception {
        network.refuse();
        podsAreKeptInStepAndAfterwardsNothingIsLost("away");
    }

    @Test
    void whileTheApiServerHangsPodsAreKeptInStepAndAfterwardsNothingIsLost() throws Exception {
        network.hang();
        podsAreKeptInStepAndAfterwardsNothingIsLost("hung");
    }

    private void podsAreKeptInStepAndAfterwardsNothingIsLost(String text) throws Exception {
        whatIsRemovedByHandComesBack();
        scene.apply("app", inline("outage.example", saying(text)));
        network.pass();
        scene.awaitReady("app");
        scene.awaitAnswer("outage.example", "200 " + text);
    }

    private void whatIsRemovedByHandComesBack() throws Exception {
        RuntimeProcess victim = scene.runtimes.getFirst();
        assertThat(victim.call("DELETE", "/admin/apps?hostname=outage.example", Runtimes.TOKEN, "")
                        .statusCode())
                .isEqualTo(200);
        scene.awaitAnswer("outage.example", "200 before");
        scene.awaitAnswer("other.example", "200 other");
        assertThat(operator.healthz()).isNull();
    }

    @Test
    void aWatchThatIsClosedIsOpenedAgain() {
        for (String text : List.of("one", "two")) {
            network.cut();
            scene.apply("app", inline("outage.example", saying(text)));
            scene.awaitReady("app");
            scene.awaitAnswer("outage.example", "200 " + text);
        }
    }

    @Test
    void whenTheVersionToWatchFromIsTooOldEverythingIsReadAnew() throws Exception {
        scene.apply("doomed", inline("doomed.example", saying("doomed")));
        scene.awaitReady("doomed");
        String seen = scene.app("doomed").get().getMetadata().getResourceVersion();

        network.refuse();
        scene.delete("doomed");
        String now = scene.apply("app", inline("outage.example", saying("much later")))
                .getMetadata()
                .getResourceVersion();
        Etcd.of(scene.namespace).forgetHistoryBefore(now);
        await().untilAsserted(() -> assertThat(watchFrom(seen)).contains("\"code\":410"));
        try (Traffic traffic = Traffic.to("other.example", scene.runtimes)) {
            network.pass();
            scene.awaitReady("app");
            scene.awaitAnswer("outage.example", "200 much later");
            scene.awaitAnswer("doomed.example", "404");
            assertThat(traffic.end()).allSatisfy(answers -> assertThat(answers).containsExactly("200 other"));
        }
    }

    private String watchFrom(String version) {
        return server.client()
                .raw("/apis/nano.dev/v1alpha1/namespaces/" + scene.namespace
                        + "/nanoapps?watch=true&timeoutSeconds=1&resourceVersion=" + version);
    }
}
