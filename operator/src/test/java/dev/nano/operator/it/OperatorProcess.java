package dev.nano.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code ./nano operator} as people start it. */
final class OperatorProcess implements AutoCloseable {

    private static final Pattern STARTED =
            Pattern.compile("\"event\":\"operator_started\".*\"probes\":\"[^\"]*:([0-9]+)\"");

    private final Path log;
    private final Process process;

    private OperatorProcess(Path log, Process process) {
        this.log = log;
        this.process = process;
    }

    /** Returns at once; see {@link #awaitStarted}. */
    static OperatorProcess start(Scene scene, Path log, String... more) throws IOException {
        return start(scene, log, Map.of(), more);
    }

    static OperatorProcess start(Scene scene, Path log, Map<String, String> environment, String... more)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "../nano",
                "operator",
                "--kubeconfig=" + scene.server.kubeconfig(),
                "--admin-token-file=" + scene.operatorTokenFile,
                "--watch-namespaces=" + scene.namespace,
                "--log-format=json",
                "--port=0"));
        scene.runtimes.forEach(runtime -> command.add("--runtime=" + runtime.admin()));
        command.addAll(List.of(more));
        ProcessBuilder process =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        process.environment().putAll(environment);
        return new OperatorProcess(log, process.start());
    }

    OperatorProcess awaitStarted() {
        await().atMost(Duration.ofMinutes(2)).until(() -> STARTED.matcher(log()).find());
        return this;
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    /** Status and body of one of its probes. */
    String get(String path) throws IOException, InterruptedException {
        Matcher started = STARTED.matcher(log());
        assertThat(started.find()).isTrue();
        URI uri = URI.create("http://127.0.0.1:" + started.group(1) + path);
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response =
                    client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
            return response.statusCode() + " " + response.body();
        }
    }

    /** Asks it to stop; its exit status. */
    int stop() throws InterruptedException {
        process.destroy();
        return awaitEnd();
    }

    /** Its exit status. */
    int awaitEnd() throws InterruptedException {
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    /** As SIGSTOP does it. */
    void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    /** As SIGKILL does it. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
