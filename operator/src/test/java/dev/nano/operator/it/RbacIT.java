package dev.nano.operator.it;

import static dev.nano.operator.it.Scene.inline;
import static dev.nano.operator.it.Scene.saying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.nano.api.CodeSource;
import dev.nano.api.ConfigMapSource;
import dev.nano.api.EnvVar;
import dev.nano.api.EnvVarSource;
import dev.nano.api.KeyRef;
import dev.nano.api.NanoAppSpec;
import dev.nano.apiserver.ApiServer;
import dev.nano.operator.NanoOperator;
import dev.nano.operator.OperatorSettings;
import dev.nano.operator.chart.Chart;
import dev.nano.operator.desired.Policy;
import dev.nano.operator.kube.LeaderElection;
import dev.nano.operator.kube.PodDiscovery;
import dev.nano.operator.pod.AdminToken;
import dev.nano.operator.pod.SyncSettings;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The operator with exactly the rights that the chart gives it. The API server's audit log tells which of them it used: one less
 * would be missed, one more would be too many.
 */
@ExtendWith(RuntimesExtension.class)
class RbacIT {

    private static final String NAMESPACE = "rbac";
    private static final String USER = "system:serviceaccount:" + NAMESPACE + ":nano-operator";
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path folder;

    @Test
    void theOperatorUsesWhatTheChartGrantsAndNothingElse(Runtimes runtimes) throws Exception {
        Path values = Files.writeString(
                folder.resolve("values.yaml"),
                "{secrets: {enabled: true}, policy: {enabled: true, rules: ["
                        + "{matchLabels: {hostnames: any}, hostnames: ['*'], paths: ['*']}]}}");
        Path log = folder.resolve("audit.log");
        Path audit = Files.writeString(folder.resolve("audit.yaml"), """
            {"apiVersion": "audit.k8s.io/v1", "kind": "Policy", "rules": [{"level": "Metadata"}]}
            """);
        Set<String> granted;
        try (ApiServer server = ApiServer.start("--audit-policy-file=" + audit, "--audit-log-path=" + log);
                var scene = new Scene(server, runtimes, NAMESPACE)) {
            granted = grant(server.client(), Chart.render(NAMESPACE, values));
            allowHostnames(server.client());
            try (KubernetesClient client = client(server)) {
                exercise(scene, client);
            }
        }
        Set<String> used = new TreeSet<>();
        Set<String> refused = new TreeSet<>();
        for (String line : Files.readAllLines(log)) {
            JsonNode call = JSON.readTree(line);
            if (call.at("/impersonatedUser/username").asText().equals(USER) && call.has("responseStatus")) {
                boolean isRefused = call.at("/responseStatus/code").asInt() == 403;
                (isRefused ? refused : used).add(name(call));
            }
        }
        // Everybody may ask for these.
        used.removeIf(call -> call.startsWith("selfsubject") || call.startsWith(" "));
        // The election of Java Operator SDK would ask for it; ours patches.
        granted.remove("leases update");
        assertThat(refused).isEmpty();
        assertThat(used).isEqualTo(granted);
    }

    private static String name(JsonNode call) {
        JsonNode object = call.path("objectRef");
        String subresource = object.path("subresource").asText();
        return object.path("resource").asText()
                + (subresource.isEmpty() ? "" : "/" + subresource)
                + " "
                + call.path("verb").asText();
    }

    /** Applies the roles of the chart, but for those of its hooks and of users, and returns what they grant. */
    private static Set<String> grant(KubernetesClient client, String rendered) {
        Set<String> granted = new TreeSet<>();
        for (HasMetadata object : Chart.objects(client, rendered)) {
            boolean isOperators = object.getMetadata().getName().endsWith("nano-operator");
            List<PolicyRule> rules = switch (object) {
                case Role role -> role.getRules();
                case ClusterRole role -> role.getRules();
                default -> List.of();
            };
            boolean isRole = !rules.isEmpty() || object instanceof RoleBinding || object instanceof ClusterRoleBinding;
            if (isOperators && isRole) {
                client.resource(object).serverSideApply();
                for (PolicyRule rule : rules) {
                    rule.getResources()
                            .forEach(resource -> rule.getVerbs().forEach(verb -> granted.add(resource + " " + verb)));
                }
            }
        }
        return granted;
    }

    private static void allowHostnames(KubernetesClient client) {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .addToLabels("hostnames", "any")
                        .endMetadata()
                        .build())
                .serverSideApply();
    }

    private static KubernetesClient client(ApiServer server) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(server.client().getConfiguration())
                        .withImpersonateUsername(USER)
                        .withImpersonateGroups("system:serviceaccounts", "system:authenticated")
                        .withNamespace(NAMESPACE)
                        .build())
                .build();
    }

    /** Once around everything that the operator does. */
    private static void exercise(Scene scene, KubernetesClient client) throws IOException {
        KubernetesClient admin = scene.server.client();
        try (NanoOperator operator = NanoOperator.start(settings(scene, client))) {
            for (int i = 0; i < scene.runtimes.size(); i++) {
                DiscoveryIT.pod(scene, i, true);
            }
            admin.resource(new ConfigMapBuilder()
                            .withNewMetadata()
                            .withName("code")
                            .withNamespace(NAMESPACE)
                            .endMetadata()
                            .addToData("index.js", "export default { fetch: (_, env) => new Response(env.KEY) }")
                            .build())
                    .create();
            admin.resource(new SecretBuilder()
                            .withNewMetadata()
                            .withName("keys")
                            .withNamespace(NAMESPACE)
                            .endMetadata()
                            .addToStringData("api", "secret")
                            .build())
                    .create();
            scene.apply("plain", inline("plain.example", saying("hello")));
            scene.apply(
                    "referring",
                    new NanoAppSpec(
                            "referring.example",
                            null,
                            new CodeSource(null, new ConfigMapSource("code")),
                            null,
                            null,
                            List.of(new EnvVar("KEY", null, new EnvVarSource(new KeyRef("keys", "api"), null)))));
            scene.awaitReady("plain", "referring");
            assertThat(scene.runtimes.getFirst().get("referring.example")).isEqualTo("200 secret");
            await().untilAsserted(() -> assertThat(
                            admin.v1().events().inNamespace(NAMESPACE).list().getItems())
                    .hasSizeGreaterThanOrEqualTo(2));
            assertThat(operator.healthz()).isNull();
            // Long enough to renew the Lease.
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> admin.leases()
                                    .inNamespace(NAMESPACE)
                                    .withName("nano-operator")
                                    .get()
                                    .getSpec()
                                    .getRenewTime()
                                    .compareTo(admin.leases()
                                            .inNamespace(NAMESPACE)
                                            .withName("nano-operator")
                                            .get()
                                            .getSpec()
                                            .getAcquireTime())
                            > 0);
        }
    }

    private static OperatorSettings settings(Scene scene, KubernetesClient client) {
        var pods = new PodDiscovery.Settings(
                NAMESPACE,
                "app=runtime",
                "http",
                scene.runtimes.getFirst().admin().getPort());
        var rule = new Policy.Rule(List.of(), Map.of("hostnames", "any"), List.of("*"), List.of("*"));
        return new OperatorSettings(
                client,
                Set.of(),
                new OperatorSettings.Runtimes.Discovered(pods),
                AdminToken.file(scene.tokenFile),
                null,
                new Policy(List.of(rule)),
                true,
                SyncSettings.of(Duration.ofSeconds(2), Duration.ofSeconds(2)),
                Duration.ofSeconds(1),
                "http",
                new LeaderElection.Settings("nano-operator", NAMESPACE, "one", Duration.ofSeconds(4)),
                new InetSocketAddress("127.0.0.1", 0),
                () -> {});
    }
}
