package dev.nano.operator.it;

import static dev.nano.operator.it.Scene.inline;
import static dev.nano.operator.it.Scene.saying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nano.apiserver.ApiServer;
import dev.nano.operator.NanoOperator;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An API server that goes away. It is one of its own. */
class OutageIT {

    @Test
    void whileTheApiServerHangsPodsAreKeptInStepAndAfterwardsNothingIsLost(@TempDir Path folder) throws Exception {
        try (ApiServer server = ApiServer.start();
                var scene = new Scene(server, "outage", folder);
                KubernetesClient client = scene.newClient();
                NanoOperator operator = NanoOperator.start(scene.settings(client))) {
            scene.apply("app", inline("outage.example", saying("one")));
            scene.awaitReady("app");

            signal("STOP");
            RuntimeProcess victim = scene.runtimes.getFirst();
            victim.kill();
            victim.start().awaitAlive();
            scene.awaitAnswer(List.of(victim), "outage.example", "200 one");
            assertThat(operator.healthz()).isNull();
            signal("CONT");

            await().atMost(Duration.ofMinutes(1))
                    .ignoreExceptions()
                    .until(() -> scene.apply("app", inline("outage.example", saying("two"))) != null);
            scene.awaitReady("app");
            scene.awaitAnswer("outage.example", "200 two");
        }
    }

    private static void signal(String name) throws IOException, InterruptedException {
        List<ProcessHandle> servers = ProcessHandle.current()
                .children()
                .filter(process -> process.info().command().orElse("").endsWith("/kube-apiserver"))
                .toList();
        assertThat(servers).isNotEmpty();
        // Those of other tests of this JVM idle meanwhile.
        for (ProcessHandle server : servers) {
            new ProcessBuilder("kill", "-" + name, Long.toString(server.pid()))
                    .start()
                    .waitFor();
        }
    }
}
