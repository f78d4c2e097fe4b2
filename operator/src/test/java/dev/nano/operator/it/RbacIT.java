package dev.nano.operator.it;

import static dev.nano.operator.it.Scene.inline;
import static dev.nano.operator.it.Scene.saying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.nano.api.CodeSource;
import dev.nano.api.ConfigMapSource;
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
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The operator with exactly the rights that the chart gives it, and told what the chart tells it. The API server's audit log tells
 * which of them it used: one less would be missed, one more would be too many.
 */
@ExtendWith(RuntimesExtension.class)
class RbacIT {

    private static final String NAMESPACE = "rbac";
    private static final String APPS = "rbac-apps";
    private static final String MORE = "rbac-more";
    private static final String USER = "system:serviceaccount:" + NAMESPACE + ":nano-operator";
    private static final String BY_LABEL =
            "policy: {enabled: true, rules: [{matchLabels: {hostnames: any}, hostnames: ['*'], paths: ['*']}]}";
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{secrets: {enabled: true}, " + BY_LABEL + "}",
                "{}",
                "{watchNamespaces: [" + APPS + ", " + MORE + "], secrets: {enabled: true}}",
                "{watchNamespaces: [" + APPS + ", " + MORE + "], " + BY_LABEL + "}",
            })
    void theOperatorUsesWhatTheChartGrantsAndNothingElse(String values, Runtimes runtimes) throws Exception {
        Path log = folder.resolve("audit.log");
        Path audit = Files.writeString(folder.resolve("audit.yaml"), """
            {"apiVersion": "audit.k8s.io/v1", "kind": "Policy", "rules": [{"level": "Metadata"}]}
            """);
        Set<String> granted;
        try (ApiServer server = ApiServer.start("--audit-policy-file=" + audit, "--audit-log-path=" + log);
                var scene = new Scene(server, runtimes, APPS)) {
            List.of(NAMESPACE, APPS, MORE).forEach(name -> namespace(server.client(), name));
            List<HasMetadata> chart = Chart.objects(
                    server.client(), Chart.render(NAMESPACE, Files.writeString(folder.resolve("values.yaml"), values)));
            granted = grant(server.client(), chart);
            try (KubernetesClient client = client(server)) {
                exercise(scene, settings(scene, client, arguments(chart)));
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
    private static Set<String> grant(KubernetesClient client, List<HasMetadata> chart) {
        Set<String> granted = new TreeSet<>();
        for (HasMetadata object : chart) {
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

    /** The command line of the operator. */
    private static List<String> arguments(List<HasMetadata> chart) {
        return chart.stream()
                .filter(object -> object.getMetadata().getName().equals("nano-operator"))
                .flatMap(object -> object instanceof Deployment deployment ? Stream.of(deployment) : Stream.empty())
                .findFirst()
                .orElseThrow()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getArgs();
    }

    private static void namespace(KubernetesClient client, String name) {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
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
    private static void exercise(Scene scene, OperatorSettings settings) throws IOException {
        KubernetesClient admin = scene.server.client();
        try (NanoOperator operator = NanoOperator.start(settings)) {
            for (int i = 0; i < scene.runtimes.size(); i++) {
                DiscoveryIT.pod(scene, NAMESPACE, i, true);
            }
            admin.resource(new ConfigMapBuilder()
                            .withNewMetadata()
                            .withName("code")
                            .withNamespace(APPS)
                            .endMetadata()
                            .addToData("index.js", saying("from a map"))
                            .build())
                    .create();
            scene.secret("keys", "api", "secret");
            scene.apply(MORE, "plain", inline("plain.example", saying("hello")));
            scene.apply(
                    "map",
                    new NanoAppSpec(
                            "map.example",
                            null,
                            new CodeSource(null, new ConfigMapSource("code")),
                            null,
                            null,
                            null,
                            List.of(),
                            List.of()));
            scene.apply("key", Scene.withSecret("key.example", "keys", "api"));
            scene.awaitCondition(MORE, "plain", "Ready", "True Served");
            scene.awaitReady("map");
            scene.awaitAnswer("plain.example", "200 hello");
            scene.awaitAnswer("map.example", "200 from a map");
            if (settings.readsSecrets()) {
                scene.awaitReady("key");
                scene.awaitAnswer("key.example", "200 secret");
            } else {
                scene.awaitCondition("key", "Ready", "False SecretsDisabled");
                assertThat(scene.message("key", "Accepted")).contains("secrets.enabled of the chart");
                scene.awaitAnswer("key.example", "404");
            }
            await().untilAsserted(() -> assertThat(events(admin, MORE)).isPositive());
            await().untilAsserted(() -> assertThat(events(admin, APPS)).isGreaterThanOrEqualTo(2));
            assertThat(operator.healthz()).isNull();
            // Long enough to renew the Lease.
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                LeaseSpec lease = admin.leases()
                        .inNamespace(NAMESPACE)
                        .withName("nano-operator")
                        .get()
                        .getSpec();
                return lease.getRenewTime().compareTo(lease.getAcquireTime()) > 0;
            });
        }
    }

    private static int events(KubernetesClient client, String namespace) {
        return client.v1().events().inNamespace(namespace).list().getItems().size();
    }

    private static OperatorSettings settings(Scene scene, KubernetesClient client, List<String> arguments) {
        var pods = new PodDiscovery.Settings(
                NAMESPACE,
                "app=runtime",
                "http",
                scene.runtimes.getFirst().admin().getPort());
        var rule = new Policy.Rule(List.of(), Map.of("hostnames", "any"), List.of("*"), List.of("*"));
        return new OperatorSettings(
                client,
                arguments.stream()
                        .filter(argument -> argument.startsWith("--watch-namespaces="))
                        .flatMap(argument -> Stream.of(argument.split("[=,]")).skip(1))
                        .collect(Collectors.toSet()),
                new OperatorSettings.Runtimes.Discovered(pods),
                AdminToken.file(scene.tokenFile),
                null,
                arguments.stream().anyMatch(argument -> argument.startsWith("--policy-file="))
                        ? new Policy(List.of(rule))
                        : Policy.ALLOW_ALL,
                !arguments.contains("--secrets=off"),
                SyncSettings.of(Duration.ofSeconds(2), Duration.ofSeconds(2)),
                Duration.ofSeconds(1),
                "http",
                new LeaderElection.Settings("nano-operator", NAMESPACE, "one", Duration.ofSeconds(4)),
                new InetSocketAddress("127.0.0.1", 0),
                () -> {});
    }
}
