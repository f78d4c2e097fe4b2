package dev.nano.operator.it;

import static dev.nano.operator.it.Scene.inline;
import static dev.nano.operator.it.Scene.saying;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nano.api.NanoApp;
import dev.nano.api.Quarantine;
import dev.nano.apiserver.ApiServer;
import dev.nano.apiserver.ApiServerExtension;
import dev.nano.operator.NanoOperator;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One pod says that a thread is stuck in an app: the status keeps it, for the next operator too, until it is lifted. */
@ExtendWith({ApiServerExtension.class, RuntimesExtension.class})
class QuarantineIT {

    @Test
    void theStatusKeepsAQuarantineUntilTheAnnotationLiftsIt(ApiServer server, Runtimes runtimes) throws Exception {
        try (var scene = new Scene(server, runtimes, "quarantine");
                var faulty = new FaultyAdminApi(scene.runtimes.getFirst());
                KubernetesClient client = scene.newClient()) {
            List<URI> endpoints = new ArrayList<>(List.of(faulty.admin()));
            scene.runtimes.stream().skip(1).forEach(runtime -> endpoints.add(runtime.admin()));
            String digest;
            try (NanoOperator _ = NanoOperator.start(scene.settings(client, endpoints))) {
                scene.apply("stuck", inline("stuck.quarantine", saying("one")));
                scene.apply("calm", inline("calm.quarantine", saying("calm")));
                scene.awaitReady("stuck", "calm");
                faulty.getStuck("stuck.quarantine");
                scene.awaitCondition("stuck", "Ready", "False Quarantined");
                scene.awaitMessage("stuck", "Ready", "Quarantined on every runtime pod");
                digest = scene.app("stuck").get().getStatus().quarantine().digest();
            }
            // Another operator, to which no pod says anything.
            faulty.heal();
            try (NanoOperator _ = NanoOperator.start(scene.settings(client, endpoints))) {
                scene.apply("calm", inline("calm.quarantine", saying("still calm")));
                scene.awaitReady("calm");
                assertThat(scene.condition("stuck", "Ready")).isEqualTo("False Quarantined");

                annotate(scene, digest);
                scene.awaitReady("stuck");
                scene.awaitAnswer("stuck.quarantine", "200 one");
                NanoApp lifted = scene.app("stuck").get();
                assertThat(lifted.getStatus().quarantine()).isNull();
                assertThat(lifted.getStatus().liftedQuarantine()).isEqualTo(digest);
            }
        }
    }

    private static void annotate(Scene scene, String digest) {
        scene.app("stuck").edit(app -> {
            app.getMetadata().setAnnotations(Map.of(Quarantine.LIFT, digest));
            return app;
        });
    }
}
