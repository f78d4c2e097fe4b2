package dev.nano.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nano.runtime.app.AppChange;
import dev.nano.runtime.app.AppSpec;
import dev.nano.runtime.app.Apps;
import dev.nano.runtime.app.ChangeResult;
import dev.nano.runtime.app.CodeSource;
import dev.nano.runtime.app.HostRouter;
import dev.nano.runtime.app.Origin;
import dev.nano.runtime.http.HttpListener;
import dev.nano.runtime.http.HttpListenerConfig;
import dev.nano.runtime.http.HttpThreads;
import dev.nano.runtime.isolate.IsolateSettings;
import dev.nano.runtime.isolate.Isolates;
import dev.nano.runtime.isolate.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** Apps behind a real listener, put together as {@code nano serve} does, and a client that asks for them by hostname. */
public final class RunningApps implements AutoCloseable {

    static {
        // The client below chooses the app by its Host header.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    }

    /** Generous in time, for what is not about time. */
    public static final Limits PATIENT = new Limits(Duration.ofSeconds(30), 64, 1);

    public final Isolates isolates;
    public final Apps apps;
    /** What apps logged: {@code app: message}. */
    public final List<String> log = new CopyOnWriteArrayList<>();

    private final HttpThreads threads;
    private final HttpListener listener;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    public RunningApps() {
        this(IsolateSettings.defaults());
    }

    public RunningApps(IsolateSettings settings) {
        isolates = new Isolates(settings, (app, level, message) -> log.add(app + ": " + message));
        apps = new Apps(isolates, (before, after) -> {});
        threads = HttpThreads.start(1);
        try {
            listener = HttpListener.start(
                    threads,
                    HttpListenerConfig.of("127.0.0.1", 0),
                    new HostRouter(apps, (exchange, app, outcome) -> {}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port that the apps answer on. */
    public int port() {
        return listener.address().getPort();
    }

    /** An app of one file, named like its host. */
    public static AppSpec spec(String host, Limits limits, String indexJs) {
        return spec(host, limits, Map.of("index.js", indexJs));
    }

    public static AppSpec spec(String host, Limits limits, Map<String, String> files) {
        TreeMap<String, byte[]> bytes = new TreeMap<>();
        files.forEach((path, text) -> bytes.put(path, text.getBytes(StandardCharsets.UTF_8)));
        return new AppSpec(host, List.of(host), new CodeSource.Files(bytes), limits, Map.of(), Origin.ADMIN);
    }

    /** Adds or replaces; the code must load. */
    public ChangeResult put(String host, Limits limits, String indexJs) {
        ChangeResult result = apps.apply(new AppChange.Put(spec(host, limits, indexJs)), "test");
        assertThat(result).matches(ChangeResult::succeeded);
        return result;
    }

    public HttpResponse<String> get(String host) {
        return get(host, "/");
    }

    public HttpResponse<String> get(String host, String path) {
        return getAsync(host, path).join();
    }

    public CompletableFuture<HttpResponse<String>> getAsync(String host, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .header("host", host)
                .timeout(Duration.ofMinutes(1))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        client.shutdownNow();
        listener.close();
        threads.close();
        apps.close();
        isolates.close();
    }
}
