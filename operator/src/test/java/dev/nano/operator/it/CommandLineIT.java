package dev.nano.operator.it;

import static dev.nano.operator.it.Scene.inline;
import static dev.nano.operator.it.Scene.saying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nano.apiserver.ApiServer;
import dev.nano.apiserver.ApiServerExtension;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./nano operator} as people start it. */
@ExtendWith({ApiServerExtension.class, RuntimesExtension.class})
class CommandLineIT {

    private static final String BASE64 = "aHVzaC1odXNo";

    @Test
    void itServesProbesAndMetricsKeepsSecretsAndStopsWithStatusZero(
            ApiServer server, Runtimes runtimes, @TempDir Path folder) throws Exception {
        try (var scene = new Scene(server, runtimes, "commands");
                var operator = OperatorProcess.start(scene, folder.resolve("operator.log"))
                        .awaitStarted()) {
            scene.apply("hello", inline("commands.example", saying("hello")));
            scene.awaitReady("hello");

            assertThat(operator.get("/healthz")).isEqualTo("200 ok\n");
            assertThat(operator.get("/readyz")).isEqualTo("200 ok\n");
            await().untilAsserted(() -> assertThat(operator.get("/metrics"))
                    .contains("nano_operator_pods{state=\"in_step\"} 3.0")
                    .contains("nano_operator_apps{state=\"accepted\"} 1.0")
                    .contains("nano_operator_lag_seconds_count 1")
                    .contains("nano_operator_calls_seconds_count{operation=\"put\",outcome=\"ok\"} 3"));

            // Served, refused and broken: whatever becomes of it, the value is nowhere to be read.
            scene.secret("keys", "api", "hush-hush");
            scene.apply("secret", Scene.withSecret("secret.commands.example", "keys", "api"));
            scene.awaitReady("secret");
            scene.awaitAnswer("secret.commands.example", "200 hush-hush");
            scene.apply("secret", Scene.withSecret("secret.commands.example", "keys", "none"));
            scene.awaitCondition("secret", "Ready", "False SourceNotFound");

            String broken = "export default { fetch: (request, env) => env.KEY + }";
            scene.apply("secret", Scene.withSecret("secret.commands.example", "keys", "api", broken));
            scene.awaitCondition("secret", "Ready", "False LoadFailed");
            await().untilAsserted(() -> assertThat(told(scene)).contains("Warning LoadFailed"));
            assertThat(told(scene)).doesNotContain("hush-hush").doesNotContain(BASE64);
            assertThat(operator.get("/metrics"))
                    .contains("nano_operator_sources 1.0")
                    .contains("nano_operator_sources_unreadable 0.0")
                    .doesNotContain("hush-hush")
                    .doesNotContain(BASE64);

            // What nobody refers to any more is not watched any more.
            scene.delete("secret");
            await().untilAsserted(() -> assertThat(operator.get("/metrics")).contains("nano_operator_sources 0.0"));
            assertThat(operator.stop()).isZero();
            assertThat(operator.log())
                    .contains("\"pod_put_ok\"")
                    .contains("\"pod_put_refused\"")
                    .doesNotContain(Runtimes.TOKEN)
                    .doesNotContain("hush-hush")
                    .doesNotContain(BASE64);
        }
    }

    /** Status and events of the app. */
    private static String told(Scene scene) {
        KubernetesClient client = scene.server.client();
        String events = client.v1().events().inNamespace(scene.namespace).list().getItems().stream()
                .map(event -> event.getType() + " " + event.getReason() + " " + event.getMessage())
                .collect(Collectors.joining("\n"));
        return client.getKubernetesSerialization()
                        .asJson(scene.app("secret").get().getStatus())
                + events;
    }

    @Test
    void badUsageIsToldWithTheFix(@TempDir Path folder) throws Exception {
        Path empty = Files.writeString(folder.resolve("kubeconfig"), "kind: Config\n");

        assertThat(badUsage("--admin-token=x"))
                .contains("nano: --runtime or --runtime-selector (expected: one of the two)");
        assertThat(badUsage("--kubeconfig=" + empty, "--runtime=http://127.0.0.1:9", "--admin-token=x"))
                .contains("has no current-context (expected: one with a cluster)");
        assertThat(badUsage("--drift-interval=999ms"))
                .contains("nano: --drift-interval: 999ms (expected: at least 1s)");
        assertThat(badUsage("--lease-duration=0s")).contains("nano: --lease-duration: 0ms (expected: at least 2s)");
        assertThat(badUsage("--port=65536")).contains("nano: --port: 65536 (expected: 0 to 65535)");
        assertThat(badUsage("--runtime-admin-port=0")).contains("nano: --runtime-admin-port: 0 (expected: 1 to 65535)");
        assertThat(badUsage("--url-scheme=ftp")).contains("nano: --url-scheme: ftp (expected: http or https)");
        // Not even text: there is no time below 0.
        assertThat(badUsage("--settle=-1s")).contains("'-1s' is no duration");
    }

    private static String badUsage(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("../nano", "operator"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isEqualTo(2);
        return output;
    }
}
