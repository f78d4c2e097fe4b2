package dev.nano.operator.it;

import static dev.nano.operator.it.Scene.inline;
import static dev.nano.operator.it.Scene.saying;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nano.api.NanoAppSpec;
import dev.nano.apiserver.ApiServer;
import dev.nano.apiserver.ApiServerExtension;
import dev.nano.operator.NanoOperator;
import dev.nano.operator.desired.Policy;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What belongs to one namespace is out of reach for another. */
@ExtendWith({ApiServerExtension.class, RuntimesExtension.class})
class PolicyIT {

    private static final String OWNER = "policy-owner";
    private static final String OTHER = "policy-other";

    @Test
    void anotherNamespaceGetsNeitherHostnameNorPathNorSecret(ApiServer server, Runtimes runtimes) throws Exception {
        try (var scene = new Scene(server, runtimes, OWNER);
                KubernetesClient client = scene.newClient()) {
            scene.namespace(OTHER);
            // By label: every namespace has the label of its name.
            var policy = new Policy(List.of(
                    new Policy.Rule(
                            List.of(),
                            Map.of("kubernetes.io/metadata.name", OWNER),
                            List.of("*.owner.example"),
                            List.of("/owner")),
                    new Policy.Rule(List.of(OTHER), Map.of(), List.of("*.other.example"), List.of("/other"))));
            try (NanoOperator operator = NanoOperator.start(scene.settings(client, policy, Set.of(OWNER, OTHER)))) {
                // The other was there first.
                scene.apply(OTHER, "hostname", inline("shop.owner.example", saying("thief")));
                scene.awaitCondition(OTHER, "hostname", "Accepted", "False HostnameNotAllowed");
                scene.apply("shop", inline("shop.owner.example", saying("owner")));
                scene.awaitReady("shop");
                scene.awaitAnswer("shop.owner.example", "200 owner");

                scene.apply(
                        OTHER,
                        "path",
                        new NanoAppSpec(
                                "path.other.example", "/owner/shop", null, null, null, null, List.of(), List.of()));
                scene.awaitCondition(OTHER, "path", "Accepted", "False PathNotAllowed");

                scene.secret("keys", "api", "hush-hush");
                scene.apply(OTHER, "secret", Scene.withSecret("secret.other.example", "keys", "api"));
                scene.awaitCondition(OTHER, "secret", "Accepted", "False SourceNotFound");
                assertThat(operator.healthz()).isNull();
            }
        }
    }
}
