package dev.nano.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code nano} as a process of its own, started as the launcher starts it. */
public final class NanoProcess implements AutoCloseable {

    /** There is no memory of the network left to ask how much there is. */
    private static final long FULL = -1;

    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin");
    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /** Of the admin API of {@link #serve}. */
    static final String TOKEN = "a-token-nobody-guesses";

    public final List<String> out = new CopyOnWriteArrayList<>();
    public final List<String> err = new CopyOnWriteArrayList<>();
    private final Process process;
    private final List<Thread> readers = new ArrayList<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    NanoProcess(Map<String, String> environment, String... arguments) throws IOException {
        this(List.of(), environment, arguments);
    }

    /** @param jvmOptions on top of those of the launcher */
    NanoProcess(List<String> jvmOptions, Map<String, String> environment, String... arguments) throws IOException {
        this(environment, command(withLauncherOptions(jvmOptions), List.of(arguments)));
    }

    /** As a container starts it. */
    static NanoProcess inContainer(ContainerLauncher launcher, String... arguments) throws IOException {
        return new NanoProcess(launcher.environment(), launcher.command(arguments));
    }

    /** {@code nano serve} on free ports, with an admin API. */
    public static NanoProcess serve(String... more) throws IOException {
        return serve(List.of(), more);
    }

    /** @param jvmOptions on top of those of the launcher */
    public static NanoProcess serve(List<String> jvmOptions, String... more) throws IOException {
        return serving(withLauncherOptions(jvmOptions), more);
    }

    /** As somebody starts it who does not know the launcher: without the compiler for JavaScript. */
    static NanoProcess serveInterpreted(String... more) throws IOException {
        return serving(List.of("-Xmx512m"), more);
    }

    private static NanoProcess serving(List<String> jvmOptions, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("serve", "--host=127.0.0.1", "--port=0"));
        arguments.addAll(List.of(more));
        return new NanoProcess(Map.of("NANO_ADMIN_TOKEN", TOKEN), command(jvmOptions, arguments));
    }

    private static List<String> withLauncherOptions(List<String> more) {
        List<String> options = new ArrayList<>(List.of(
                "--upgrade-module-path=" + TARGET.resolve("graal"),
                "@" + Path.of("src/main/launcher/jvm.options").toAbsolutePath(),
                "-Xmx512m"));
        options.addAll(more);
        return options;
    }

    private static List<String> command(List<String> jvmOptions, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(JAVA.resolve("java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", TARGET.resolve("nano-runtime.jar").toString(), "dev.nano.runtime.cli.Main"));
        command.addAll(arguments);
        return command;
    }

    private NanoProcess(Map<String, String> environment, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("NANO_") || name.startsWith("JAVA_TOOL"));
        // The port it has by default may be that of a nano that the developer has running.
        builder.environment().put("NANO_ADMIN_PORT", "0");
        builder.environment().putAll(environment);
        process = builder.start();
        readers.add(read(process.getInputStream(), out));
        readers.add(read(process.getErrorStream(), err));
    }

    private static Thread read(InputStream stream, List<String> lines) {
        return Thread.ofVirtual().start(() -> {
            try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                reader.lines().forEach(lines::add);
            } catch (IOException | UncheckedIOException e) {
                lines.add("(cannot be read any more: " + e + ")");
            }
        });
    }

    /** Waits for a line of standard output in which {@code pattern} is found. */
    Matcher awaitLine(String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        await().atMost(PATIENCE).until(() -> {
            boolean hasEnded = !process.isAlive() && !readers.getFirst().isAlive();
            return hasEnded
                    || out.stream().anyMatch(line -> compiled.matcher(line).find());
        });
        assertThat(out)
                .as("standard error: %s", err)
                .anyMatch(line -> compiled.matcher(line).find());
        Matcher matcher = out.stream()
                .map(compiled::matcher)
                .filter(Matcher::find)
                .findFirst()
                .orElseThrow();
        matcher.reset().find();
        return matcher;
    }

    /** The root of what it serves, once it is up. */
    public URI url() {
        return URI.create(awaitLine("^nano .* at (http://\\S+)").group(1));
    }

    public URI adminUrl() {
        return URI.create(awaitLine("^admin API.* at (http://\\S+)").group(1));
    }

    public HttpResponse<String> get(URI url, String host) {
        return send(url, host).join();
    }

    CompletableFuture<HttpResponse<String>> send(URI url, String host) {
        return send(url, "host", host);
    }

    /** Asks the admin API. */
    public HttpResponse<String> admin(String path) {
        return send(adminUrl().resolve(path), "authorization", "Bearer " + TOKEN)
                .join();
    }

    /** Sends JSON to the admin API. */
    public HttpResponse<String> put(String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(adminUrl().resolve(path))
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .header("authorization", "Bearer " + TOKEN);
        return send(request).join();
    }

    /** A DELETE to the admin API. */
    public HttpResponse<String> delete(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(adminUrl().resolve(path)).DELETE().header("authorization", "Bearer " + TOKEN);
        return send(request).join();
    }

    private CompletableFuture<HttpResponse<String>> send(URI url, String header, String value) {
        return send(HttpRequest.newBuilder(url).header(header, value));
    }

    private CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder request) {
        return client.sendAsync(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** @param bytes of the body; a GET without one when 0 */
    public CompletableFuture<HttpResponse<String>> post(URI url, String host, int bytes) {
        HttpRequest.Builder request = HttpRequest.newBuilder(url).header("host", host);
        return send(bytes == 0 ? request : request.POST(HttpRequest.BodyPublishers.ofByteArray(new byte[bytes])));
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Threads of the process, as Linux has them. */
    public long threads() throws IOException {
        return number("Threads:\\s+(\\d+)");
    }

    /** Open file descriptors. */
    public long descriptors() throws IOException {
        try (var open = Files.list(Path.of("/proc", String.valueOf(process.pid()), "fd"))) {
            return open.count();
        }
    }

    /** What is alive in its heap after a full collection, in bytes. */
    public long liveBytes() throws IOException {
        Process jcmd = new ProcessBuilder(
                        JAVA.resolve("jcmd").toString(), String.valueOf(process.pid()), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String histogram = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher total = Pattern.compile("Total +\\d+ +(\\d+)").matcher(histogram);
        assertThat(total.find()).as(histogram).isTrue();
        return Long.parseLong(total.group(1));
    }

    /** Its resident memory in bytes, as Linux has it. */
    long residentBytes() throws IOException {
        return bytes("VmRSS");
    }

    /** The most that was resident at any time. */
    long peakResidentBytes() throws IOException {
        return bytes("VmHWM");
    }

    private long bytes(String key) throws IOException {
        return 1024 * number(key + ":\\s+(\\d+) kB");
    }

    private long number(String pattern) throws IOException {
        String status = Files.readString(Path.of("/proc", String.valueOf(process.pid()), "status"));
        Matcher value = Pattern.compile(pattern).matcher(status);
        assertThat(value.find()).as(status).isTrue();
        return Long.parseLong(value.group(1));
    }

    /** Waits until the network has used most of what it may have, and never more. */
    void awaitFullNetwork(int mib) {
        await().atMost(Duration.ofMinutes(1)).until(() -> {
            long held = networkBytes();
            assertThat(held).isLessThanOrEqualTo((long) mib << 20);
            return held == FULL || held > (mib / 2L) << 20;
        });
    }

    /** In bytes: buffers that the network has allocated outside of the heap. */
    private long networkBytes() {
        HttpResponse<String> metrics;
        try {
            metrics = get(adminUrl().resolve("/metrics"), "x");
        } catch (RuntimeException e) {
            return FULL;
        }
        return metrics.body()
                .lines()
                .filter(line -> line.startsWith("netty_allocator_memory_used{") && line.contains("\"direct\""))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    void awaitAnswer(URI url, String host, String body) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(get(url, host).body()).startsWith(body));
    }

    /** SIGTERM. */
    void terminate() {
        // Not Process.destroy, which also closes the streams: what it says while it stops would be lost.
        process.toHandle().destroy();
    }

    /** SIGKILL. */
    void kill() {
        process.toHandle().destroyForcibly();
    }

    /** The exit status, once it has ended and everything it said is in {@link #out} and {@link #err}. */
    int awaitExit() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("ended; it said %s %s", out, err)
                .isTrue();
        for (Thread reader : readers) {
            reader.join();
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        client.shutdownNow();
    }
}
