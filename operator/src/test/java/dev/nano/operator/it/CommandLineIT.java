package dev.nano.operator.it;

import static dev.nano.operator.it.Scene.inline;
import static dev.nano.operator.it.Scene.saying;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nano.apiserver.ApiServer;
import dev.nano.apiserver.ApiServerExtension;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./nano operator} as people start it. */
@ExtendWith(ApiServerExtension.class)
class CommandLineIT {

    private static final Pattern PROBES =
            Pattern.compile("\"event\":\"operator_started\".*\"probes\":\"[^\"]*:([0-9]+)\"");

    @Test
    void itServesProbesAndMetricsAndStopsWithStatusZero(ApiServer server, @TempDir Path folder) throws Exception {
        try (var scene = new Scene(server, "commands", folder)) {
            Path log = folder.resolve("operator.log");
            Process operator = start(scene, log);
            try {
                await().atMost(Duration.ofMinutes(2))
                        .until(() -> PROBES.matcher(Files.readString(log)).find());
                Matcher probes = PROBES.matcher(Files.readString(log));
                assertThat(probes.find()).isTrue();
                URI base = URI.create("http://127.0.0.1:" + probes.group(1));

                scene.apply("hello", inline("commands.example", saying("hello")));
                scene.awaitReady("hello");

                assertThat(get(base, "/healthz")).isEqualTo("200 ok\n");
                assertThat(get(base, "/readyz")).isEqualTo("200 ok\n");
                await().untilAsserted(() -> assertThat(get(base, "/metrics"))
                        .contains("nano_operator_pods{state=\"in_step\"} 3.0")
                        .contains("nano_operator_apps{state=\"accepted\"} 1.0")
                        .contains("nano_operator_lag_seconds_count 1")
                        .contains("nano_operator_calls_seconds_count{operation=\"put\",outcome=\"ok\"} 3"));
            } finally {
                operator.destroy();
            }
            assertThat(operator.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(operator.exitValue()).isZero();
            assertThat(Files.readString(log)).doesNotContain(Scene.TOKEN);
        }
    }

    private static Process start(Scene scene, Path log) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "../nano",
                "operator",
                "--kubeconfig=" + scene.server.kubeconfig(),
                "--admin-token-file=" + scene.tokenFile,
                "--watch-namespaces=" + scene.namespace,
                "--log-format=json",
                "--port=0"));
        scene.runtimes.forEach(runtime -> command.add("--runtime=" + runtime.admin()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private static String get(URI base, String path) throws IOException, InterruptedException {
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(base.resolve(path)).build(), BodyHandlers.ofString());
        return response.statusCode() + " " + response.body();
    }

    @Test
    void badUsageIsToldWithTheFix() throws Exception {
        Process process = new ProcessBuilder("../nano", "operator", "--admin-token=x")
                .redirectErrorStream(true)
                .start();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("nano: --runtime or --runtime-selector (expected: one of the two)");
        assertThat(process.waitFor()).isEqualTo(2);
    }
}
