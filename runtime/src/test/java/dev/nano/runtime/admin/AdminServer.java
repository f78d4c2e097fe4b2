package dev.nano.runtime.admin;

import dev.nano.runtime.app.App;
import dev.nano.runtime.app.Apps;
import dev.nano.runtime.app.HostRouter;
import dev.nano.runtime.config.Config;
import dev.nano.runtime.config.ConfigFile;
import dev.nano.runtime.config.ConfigReloader;
import dev.nano.runtime.http.HttpListener;
import dev.nano.runtime.http.HttpListenerConfig;
import dev.nano.runtime.http.HttpThreads;
import dev.nano.runtime.http.HttpTimeouts;
import dev.nano.runtime.isolate.IsolateSettings;
import dev.nano.runtime.isolate.Isolates;
import dev.nano.runtime.metrics.Metrics;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A whole runtime with its two listeners on free loopback ports. */
public final class AdminServer implements AutoCloseable {

    public static final String TOKEN = "a-token-nobody-guesses";

    /** Opens {@code /metrics} alone. */
    static final String METRICS_TOKEN = "a-token-for-the-scraper";

    /** One for all servers of a test run, because starting the engine takes longest. */
    private static final Isolates ISOLATES = new Isolates(IsolateSettings.defaults(), (app, level, message) -> {});

    private final Apps apps = new Apps(ISOLATES, (before, after) -> {});
    private final Metrics metrics = new Metrics(apps::table, ISOLATES, "1.2.3");
    private final HttpThreads threads = HttpThreads.start(1);
    private final HttpListener appListener;
    private final HttpListener adminListener;
    private final AdminHandler handler;

    final AtomicBoolean wantsReplacement = new AtomicBoolean();
    final Readiness readiness;

    /** @param config file to read, or null; its folder is the folder for apps */
    public AdminServer(@Nullable Path config) throws IOException {
        this(config, AdminToken.of(TOKEN), false, null);
        readiness.started();
    }

    /** @param state directory that keeps pushed apps, or null */
    AdminServer(@Nullable Path config, AdminToken token, boolean waitForSync, @Nullable Path state) throws IOException {
        this(config, token, waitForSync, state, HttpTimeouts.DEFAULT);
    }

    /** @param timeouts of the admin API */
    AdminServer(
            @Nullable Path config, AdminToken token, boolean waitForSync, @Nullable Path state, HttpTimeouts timeouts)
            throws IOException {
        ConfigReloader reloader = null;
        if (config != null) {
            reloader = new ConfigReloader((Config) ConfigFile.read(config), apps);
            reloader.load();
        }
        readiness = new Readiness(waitForSync, wantsReplacement::get);
        @Nullable Path folder = config == null ? null : config.toAbsolutePath().getParent();
        StateDirectory kept = state == null ? null : StateDirectory.open(state);
        if (kept != null) {
            kept.restore(apps, folder, waitForSync);
        }
        AdminToken scraper = token.isConfigured() ? AdminToken.of(METRICS_TOKEN) : AdminToken.none();
        var services =
                new AdminServices(token, scraper, apps, ISOLATES, readiness, metrics, reloader, folder, kept, "1.2.3");
        appListener = HttpListener.start(
                threads, HttpListenerConfig.of("127.0.0.1", 0), new HostRouter(apps, (exchange, app, outcome) -> {}));
        handler = new AdminHandler(services);
        adminListener = HttpListener.start(
                threads, HttpListenerConfig.of("127.0.0.1", 0).withTimeouts(timeouts), handler);
        metrics.listener(
                "http",
                appListener.stats()::openConnections,
                appListener.stats()::acceptedConnections,
                appListener.stats()::rejectedRequests);
    }

    /** Where the admin API is. */
    public InetSocketAddress address() {
        return adminListener.address();
    }

    /** The body that an app answers {@code GET /} with. */
    public String ask(String host) throws IOException {
        String answer =
                answer(appListener.address(), "GET / HTTP/1.1\r\nhost: " + host + "\r\nconnection: close\r\n\r\n");
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    /** What a listener answers to these bytes until it closes the connection. */
    static String answer(InetSocketAddress address, String bytes) throws IOException {
        try (var socket = new Socket(address.getAddress(), address.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void end(App app) {
        if (app.isolates() != null) {
            app.isolates().drain().join();
        }
    }

    @Override
    public void close() {
        adminListener.close();
        handler.close();
        appListener.close();
        threads.close();
        metrics.close();
        apps.close();
        apps.table().apps().forEach(AdminServer::end);
    }
}
