package dev.nano.operator.it;

import static dev.nano.operator.it.Scene.inline;
import static dev.nano.operator.it.Scene.saying;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nano.apiserver.ApiServer;
import dev.nano.apiserver.ApiServerExtension;
import dev.nano.operator.NanoOperator;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A ConfigMap that the API server does not hand out any more, while it hands out all others. */
@ExtendWith({ApiServerExtension.class, RuntimesExtension.class})
class SourceFaultIT {

    @ParameterizedTest
    @ValueSource(ints = {500, 429, 403})
    void itIsSaidWhatIsServedStaysAndItIsUsedAgainByItself(int status, ApiServer server, Runtimes runtimes)
            throws Exception {
        try (var scene = new Scene(server, runtimes, "source-faults-" + status);
                var faulty = new FaultyApiServer(server.client());
                KubernetesClient client = scene.newClient(
                        config -> config.withMasterUrl(faulty.url()).withHttp2Disable(true));
                NanoOperator operator = NanoOperator.start(scene.settings(client))) {
            scene.configMap("code", saying("one"));
            scene.apply("map", Scene.fromConfigMap("map.faults", "code"));
            scene.apply("other", inline("other.faults", saying("other")));
            scene.awaitReady("map", "other");
            try (Traffic traffic = Traffic.to("map.faults", scene.runtimes)) {
                faulty.refuse("fieldSelector=metadata.name%3Dcode&", status);
                scene.configMap("code", saying("two"));
                scene.awaitCondition("map", "Accepted", "False SourceUnreadable");
                assertThat(scene.message("map", "Ready"))
                        .contains("ConfigMap code cannot be read (out of order)")
                        .contains("the version before goes on serving");
                // Others are changed all the while.
                scene.apply("other", inline("other.faults", saying("changed")));
                scene.awaitReady("other");
                scene.awaitAnswer("other.faults", "200 changed");
                // One that comes now is told of at once or soon, too.
                scene.apply("late", Scene.fromConfigMap("late.faults", "code"));
                scene.awaitCondition("late", "Accepted", "False SourceUnreadable");
                assertThat(operator.healthz()).isNull();

                faulty.heal();
                scene.awaitReady("map", "late");
                scene.awaitAnswer("map.faults", "200 two");
                scene.awaitAnswer("late.faults", "200 two");
                assertThat(traffic.end()).allSatisfy(seen -> assertThat(seen).containsExactly("200 one", "200 two"));
            }
        }
    }
}
