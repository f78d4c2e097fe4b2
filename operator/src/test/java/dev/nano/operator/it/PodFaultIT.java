package dev.nano.operator.it;

import static dev.nano.operator.it.Scene.inline;
import static dev.nano.operator.it.Scene.saying;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nano.apiserver.ApiServer;
import dev.nano.apiserver.ApiServerExtension;
import dev.nano.operator.NanoOperator;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** One pod that answers wrongly or late: the others get what they should, and statuses tell the truth meanwhile. */
@ExtendWith({ApiServerExtension.class, RuntimesExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PodFaultIT {

    private Scene scene;
    private FaultyAdminApi faulty;
    private KubernetesClient client;
    private NanoOperator operator;

    @BeforeAll
    void start(ApiServer server, Runtimes runtimes) throws Exception {
        scene = new Scene(server, runtimes, "pod-faults");
        faulty = new FaultyAdminApi(scene.runtimes.getFirst());
        List<URI> endpoints = new ArrayList<>(List.of(faulty.admin()));
        others().forEach(runtime -> endpoints.add(runtime.admin()));
        client = scene.newClient();
        operator = NanoOperator.start(scene.settings(client, endpoints));
    }

    @AfterAll
    void stop() {
        operator.close();
        client.close();
        faulty.close();
        scene.close();
    }

    private List<RuntimeProcess> others() {
        return scene.runtimes.subList(1, 3);
    }

    @Test
    void oneThatAnswers500HoldsUpNobodyAndIsNamed() {
        scene.apply("changed", inline("changed.example", saying("one")));
        scene.apply("calm", inline("calm.example", saying("as ever")));
        scene.awaitReady("changed", "calm");

        faulty.fail(500);
        scene.apply("changed", inline("changed.example", saying("two")));
        scene.awaitAnswer(others(), "changed.example", "200 two");
        scene.awaitCondition("changed", "Ready", "False Syncing");
        scene.awaitMessage("changed", "Ready", faulty.name() + " does not answer: status 500");
        // What it confirmed before counts no more after a while.
        scene.awaitCondition("calm", "Ready", "False Syncing");
        assertThat(scene.app("calm").get().getStatus().podsReady()).isEqualTo("2/3");
        scene.awaitAnswer("calm.example", "200 as ever");

        faulty.heal();
        scene.awaitReady("changed", "calm");
        scene.awaitAnswer("changed.example", "200 two");
        assertThat(scene.app("calm").get().getStatus().podsReady()).isEqualTo("3/3");
    }

    @Test
    void oneThatIsSlowHoldsUpNobodyAndIsNamed() {
        scene.apply("slow", inline("slow.example", saying("one")));
        scene.awaitReady("slow");

        faulty.holdChanges();
        scene.apply("slow", inline("slow.example", saying("two")));
        scene.apply("next", inline("next.example", saying("next")));
        scene.awaitAnswer(others(), "slow.example", "200 two");
        scene.awaitAnswer(others(), "next.example", "200 next");
        scene.awaitCondition("slow", "Ready", "False Syncing");
        scene.awaitMessage("slow", "Ready", faulty.name() + " has not confirmed it yet");
        assertThat(scene.runtimes.getFirst().get("slow.example")).isEqualTo("200 one");

        // What is wanted by the time it answers is what counts.
        scene.apply("slow", inline("slow.example", saying("three")));
        scene.awaitAnswer(others(), "slow.example", "200 three");
        faulty.heal();
        scene.awaitReady("slow", "next");
        scene.awaitAnswer("slow.example", "200 three");
    }
}
