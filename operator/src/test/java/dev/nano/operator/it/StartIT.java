package dev.nano.operator.it;

import static dev.nano.operator.it.Scene.inline;
import static dev.nano.operator.it.Scene.saying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nano.apiserver.ApiServer;
import dev.nano.apiserver.ApiServerExtension;
import dev.nano.operator.NanoOperator;
import dev.nano.operator.desired.Policy;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An operator that starts and cannot read everything: runtimes lose nothing by it. */
@ExtendWith({ApiServerExtension.class, RuntimesExtension.class})
class StartIT {

    private static final String ONE = "start-one";
    private static final String TWO = "start-two";
    private static final String READER = "start-reader";
    private static final String MAP_READER = "start-map-reader";

    @Test
    void whatCannotBeReadIsNotTakenAway(ApiServer server, Runtimes runtimes) throws Exception {
        try (var scene = new Scene(server, runtimes, ONE)) {
            scene.namespace(TWO);
            roles(server);
            scene.configMap("code", saying("one"));
            try (KubernetesClient client = scene.newClient();
                    NanoOperator _ = NanoOperator.start(scene.settings(client, Policy.ALLOW_ALL, Set.of(ONE, TWO)))) {
                scene.apply("map", Scene.fromConfigMap("map.start", "code"));
                scene.apply(TWO, "two", inline("two.start", saying("two")));
                scene.awaitReady("map");
                scene.awaitAnswer("two.start", "200 two");
            }
            try (Traffic map = Traffic.to("map.start", scene.runtimes);
                    Traffic two = Traffic.to("two.start", scene.runtimes)) {
                theApiServerIsAway(scene);
                oneNamespaceCannotBeRead(scene);
                configMapsCannotBeRead(scene);
                assertThat(map.end()).allSatisfy(seen -> assertThat(seen).containsExactly("200 one"));
                assertThat(two.end()).allSatisfy(seen -> assertThat(seen).containsExactly("200 two"));
            }
        }
    }

    private static void theApiServerIsAway(Scene scene) throws Exception {
        try (var network = new TcpProxy(
                        URI.create(scene.server.client().getMasterUrl().toString()));
                KubernetesClient client = scene.newClient(config ->
                        config.withMasterUrl(network.address().toString()).withRequestRetryBackoffLimit(0))) {
            network.refuse();
            assertThatThrownBy(() -> NanoOperator.start(scene.settings(client, Policy.ALLOW_ALL, Set.of(ONE, TWO))))
                    .isInstanceOf(RuntimeException.class);
        }
    }

    private static void oneNamespaceCannotBeRead(Scene scene) {
        try (KubernetesClient client = scene.newClient(config -> config.withImpersonateUsername("of-one-namespace"))) {
            assertThatThrownBy(() -> NanoOperator.start(scene.settings(client, Policy.ALLOW_ALL, Set.of(ONE, TWO))))
                    .isInstanceOf(RuntimeException.class);
        }
    }

    private static void configMapsCannotBeRead(Scene scene) throws Exception {
        try (KubernetesClient client =
                        scene.newClient(config -> config.withImpersonateUsername("without-config-maps"));
                NanoOperator _ = NanoOperator.start(scene.settings(client, Policy.ALLOW_ALL, Set.of(ONE, TWO)))) {
            // It does its work for all others.
            scene.apply("inline", inline("inline.start", saying("inline")));
            scene.awaitReady("inline");
            scene.awaitAnswer("inline.start", "200 inline");
            // And says so of this one, until it may read it.
            scene.awaitCondition("map", "Accepted", "False SourceUnreadable");
            assertThat(scene.message("map", "Ready"))
                    .contains("ConfigMap code cannot be read")
                    .contains("configmaps \"code\" is forbidden");
            mayReadConfigMaps(scene.server);
            scene.awaitReady("map");
        }
    }

    private static void mayReadConfigMaps(ApiServer server) {
        server.client()
                .resource(new ClusterRoleBuilder()
                        .withNewMetadata()
                        .withName(MAP_READER)
                        .endMetadata()
                        .addNewRule()
                        .withApiGroups("")
                        .withResources("configmaps")
                        .withVerbs("list", "watch")
                        .endRule()
                        .build())
                .serverSideApply();
        allow(server, "without-config-maps", MAP_READER);
    }

    private static void roles(ApiServer server) {
        KubernetesClient client = server.client();
        client.resource(new ClusterRoleBuilder()
                        .withNewMetadata()
                        .withName(READER)
                        .endMetadata()
                        .addNewRule()
                        .withApiGroups("nano.dev")
                        .withResources("nanoapps", "nanoapps/status")
                        .withVerbs("get", "list", "watch", "patch")
                        .endRule()
                        .addNewRule()
                        .withApiGroups("")
                        .withResources("events")
                        .withVerbs("create")
                        .endRule()
                        .build())
                .serverSideApply();
        client.resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withName(READER)
                        .withNamespace(ONE)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", READER)
                        .addNewSubject("rbac.authorization.k8s.io", "User", "of-one-namespace", null)
                        .build())
                .serverSideApply();
        allow(server, "without-config-maps", READER);
    }

    /** A user has a role in the whole cluster. */
    private static void allow(ApiServer server, String user, String role) {
        server.client()
                .resource(new ClusterRoleBindingBuilder()
                        .withNewMetadata()
                        .withName(user + "." + role)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", role)
                        .addNewSubject("rbac.authorization.k8s.io", "User", user, null)
                        .build())
                .serverSideApply();
    }
}
