package dev.nano.operator.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A real runtime, {@code ./nano serve}, on ports of its own that it keeps over restarts. */
final class RuntimeProcess implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final Path tokenFile;
    private final Path appsFolder;
    private final String host;
    private final int adminPort;
    private final int port = freePort();
    private @Nullable Process process;

    /** @param host a loopback address */
    RuntimeProcess(Path tokenFile, Path appsFolder, String host, int adminPort) {
        this.tokenFile = tokenFile;
        this.appsFolder = appsFolder;
        this.host = host;
        this.adminPort = adminPort;
    }

    /** One that nobody listens on at this moment. */
    static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns at once; see {@link #awaitAlive}. */
    RuntimeProcess start() {
        var builder = new ProcessBuilder(
                "../nano",
                "serve",
                "--host=" + host,
                "--port=" + port,
                "--admin-host=" + host,
                "--admin-port=" + adminPort,
                "--admin-token-file=" + tokenFile,
                "--apps-dir=" + appsFolder,
                "--access-log=off",
                "--wait-for-sync");
        builder.environment().put("NANO_JAVA_OPTS", "-Xmx512m");
        builder.redirectErrorStream(true)
                .redirectOutput(Path.of("target/runtime-" + host + "-" + adminPort + ".log")
                        .toFile());
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    RuntimeProcess awaitAlive() {
        await().atMost(Duration.ofMinutes(5)).ignoreExceptions().until(() -> probe("/healthz") == 200);
        return this;
    }

    boolean isReady() {
        try {
            return probe("/readyz") == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private int probe(String path) throws IOException {
        return send(HttpRequest.newBuilder(URI.create(admin() + path)).build()).statusCode();
    }

    URI admin() {
        return URI.create("http://" + host + ":" + adminPort);
    }

    String host() {
        return host;
    }

    /** What operators call it. */
    String name() {
        return admin().getAuthority();
    }

    /** Status and body, as {@code 200 hello}; or {@code failed: why}. */
    String get(String hostname) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + host + ":" + port + "/"))
                .header("host", hostname)
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            HttpResponse<String> response = send(request);
            return response.statusCode() + " " + response.body();
        } catch (IOException e) {
            return "failed: " + e;
        }
    }

    /** Calls the admin API by hand. */
    HttpResponse<String> call(String method, String path, String token, String body) throws IOException {
        return send(HttpRequest.newBuilder(URI.create(admin() + path))
                .header("authorization", "Bearer " + token)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .timeout(Duration.ofSeconds(10))
                .build());
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly().onExit().join();
        }
    }

    void pause() {
        signal("STOP");
    }

    void resume() {
        signal("CONT");
    }

    /** Starts it if it does not run; it may not be alive yet. */
    RuntimeProcess revive() {
        Process running = process;
        if (running == null || !running.isAlive()) {
            start();
        }
        return this;
    }

    private void signal(String name) {
        try {
            Process running = process;
            if (running != null) {
                new ProcessBuilder("kill", "-" + name, Long.toString(running.pid()))
                        .start()
                        .waitFor(10, TimeUnit.SECONDS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
    }
}
