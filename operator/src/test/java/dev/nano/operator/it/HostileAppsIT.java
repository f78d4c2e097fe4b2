package dev.nano.operator.it;

import static dev.nano.operator.it.Scene.inline;
import static dev.nano.operator.it.Scene.saying;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nano.apiserver.ApiServer;
import dev.nano.apiserver.ApiServerExtension;
import dev.nano.operator.NanoOperator;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** NanoApps whose code goes for the operator and for the other apps of the pods. */
@ExtendWith({ApiServerExtension.class, RuntimesExtension.class})
class HostileAppsIT {

    private Scene scene;
    private KubernetesClient client;
    private NanoOperator operator;

    @BeforeEach
    void start(ApiServer server, Runtimes runtimes) throws Exception {
        scene = new Scene(server, runtimes, "hostile");
        client = scene.newClient();
        operator = NanoOperator.start(scene.settings(client));
        scene.apply("neighbour", inline("neighbour.hostile", saying("here")));
        scene.awaitReady("neighbour");
    }

    @AfterEach
    void stop() {
        operator.close();
        client.close();
        scene.close();
    }

    @Test
    void aLongErrorIsCutOnItsWay() {
        for (int i = 0; i < 3; i++) {
            scene.apply("bomb" + i, inline("bomb" + i + ".hostile", "throw new Error('x'.repeat(2 << 20))"));
        }
        for (int i = 0; i < 3; i++) {
            scene.awaitCondition("bomb" + i, "Programmed", "False LoadFailed");
            assertThat(scene.message("bomb" + i, "Ready")).hasSizeLessThan(4_000);
        }
        scene.apply("neighbour", inline("neighbour.hostile", saying("still here")));
        scene.awaitReady("neighbour");
        scene.awaitAnswer("neighbour.hostile", "200 still here");
        assertThat(operator.healthz()).isNull();
    }
}
