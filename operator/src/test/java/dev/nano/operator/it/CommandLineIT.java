package dev.nano.operator.it;

import static dev.nano.operator.it.Scene.inline;
import static dev.nano.operator.it.Scene.saying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nano.apiserver.ApiServer;
import dev.nano.apiserver.ApiServerExtension;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

            assertThat(operator.get("/metrics")).doesNotContain("hush-hush").doesNotContain(BASE64);
            assertThat(operator.stop()).isZero();
            assertThat(operator.log())
                    .contains("\"pod_put_ok\"")
                    .doesNotContain(Runtimes.TOKEN)
                    .doesNotContain("hush-hush")
                    .doesNotContain(BASE64);
        }
    }

    @Test
    void badUsageIsToldWithTheFix(@TempDir Path folder) throws Exception {
        Path empty = Files.writeString(folder.resolve("kubeconfig"), "kind: Config\n");

        assertThat(badUsage("--admin-token=x"))
                .contains("nano: --runtime or --runtime-selector (expected: one of the two)");
        assertThat(badUsage("--kubeconfig=" + empty, "--runtime=http://127.0.0.1:9", "--admin-token=x"))
                .contains("has no current-context (expected: one with a cluster)");
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
