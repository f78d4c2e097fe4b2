package dev.nano.operator.it;

import static dev.nano.operator.it.Scene.inline;
import static dev.nano.operator.it.Scene.saying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nano.apiserver.ApiServer;
import dev.nano.apiserver.ApiServerExtension;
import dev.nano.operator.NanoOperator;
import dev.nano.operator.desired.Policy;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Wildcards of one namespace beside names of another, under a policy. */
@ExtendWith({ApiServerExtension.class, RuntimesExtension.class})
class WildcardPolicyIT {

    private static final String PLATFORM = "wildcard-platform";
    private static final String TENANT = "wildcard-tenant";
    private static final String TEAM = "wildcard-team";

    @Test
    void nobodyTakesAHostnameOfAnotherNamespaceByAWildcard(ApiServer server, Runtimes runtimes) throws Exception {
        try (var scene = new Scene(server, runtimes, PLATFORM);
                KubernetesClient client = scene.newClient()) {
            scene.namespace(TENANT);
            scene.namespace(TEAM);
            var policy = new Policy(List.of(
                    hostnames(PLATFORM, "*.wild.example"),
                    hostnames(TENANT, "shop.wild.example"),
                    hostnames(TEAM, "*.team.wild.example")));
            try (NanoOperator operator =
                    NanoOperator.start(scene.settings(client, policy, Set.of(PLATFORM, TENANT, TEAM)))) {
                // The wildcard covers the name, and is older.
                scene.apply("all", inline("*.wild.example", saying("platform")));
                scene.awaitReady("all");
                scene.apply(TENANT, "shop", inline("shop.wild.example", saying("tenant")));
                scene.apply(TEAM, "team", inline("*.team.wild.example", saying("team")));
                awaitAccepted(scene, TENANT, "shop", "True Accepted");
                awaitAccepted(scene, TEAM, "team", "True Accepted");
                scene.awaitAnswer("shop.wild.example", "200 tenant");
                scene.awaitAnswer("a.team.wild.example", "200 team");
                scene.awaitAnswer("other.wild.example", "200 platform");

                // Within what the platform may use, and yet the tenant's.
                scene.apply("shop", inline("shop.wild.example", saying("platform")));
                awaitAccepted(scene, PLATFORM, "shop", "False HostnameConflict");
                // A suffix is neither the name before it nor a wildcard above it, and a name is no wildcard.
                refused(scene, TEAM, "shop.wild.example");
                refused(scene, TEAM, "team.wild.example");
                refused(scene, TEAM, "*.wild.example");
                refused(scene, TENANT, "*.wild.example");
                refused(scene, TENANT, "*.shop.wild.example");

                scene.awaitAnswer("shop.wild.example", "200 tenant");
                scene.awaitAnswer("team.wild.example", "200 platform");
                scene.awaitAnswer("other.wild.example", "200 platform");
                assertThat(operator.healthz()).isNull();
            }
        }
    }

    private static Policy.Rule hostnames(String namespace, String hostname) {
        return new Policy.Rule(List.of(namespace), Map.of(), List.of(hostname), List.of());
    }

    private static void refused(Scene scene, String namespace, String hostname) {
        String name = "thief-of-" + hostname.replace("*", "all");
        scene.apply(namespace, name, inline(hostname, saying("thief")));
        awaitAccepted(scene, namespace, name, "False HostnameNotAllowed");
    }

    private static void awaitAccepted(Scene scene, String namespace, String name, String expected) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(scene.condition(namespace, name, "Accepted"))
                        .as("%s/%s", namespace, name)
                        .isEqualTo(expected));
    }
}
