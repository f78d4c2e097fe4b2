package dev.nano.runtime.cli;

import dev.nano.runtime.admin.AdminHandler;
import dev.nano.runtime.admin.AdminServices;
import dev.nano.runtime.admin.AdminToken;
import dev.nano.runtime.admin.QuarantineFile;
import dev.nano.runtime.admin.Readiness;
import dev.nano.runtime.admin.StateDirectory;
import dev.nano.runtime.app.App;
import dev.nano.runtime.app.AppSpec;
import dev.nano.runtime.app.Apps;
import dev.nano.runtime.app.HostRouter;
import dev.nano.runtime.app.Origin;
import dev.nano.runtime.app.RequestLog;
import dev.nano.runtime.code.CodeStore;
import dev.nano.runtime.config.Config;
import dev.nano.runtime.config.ConfigReloader;
import dev.nano.runtime.config.ConfigWatcher;
import dev.nano.runtime.http.ConnectionStats;
import dev.nano.runtime.http.HttpListener;
import dev.nano.runtime.http.HttpListenerConfig;
import dev.nano.runtime.http.HttpThreads;
import dev.nano.runtime.isolate.IsolatePool;
import dev.nano.runtime.isolate.IsolateSettings;
import dev.nano.runtime.isolate.Isolates;
import dev.nano.runtime.isolate.JavaScriptMode;
import dev.nano.runtime.log.Logging;
import dev.nano.runtime.metrics.Metrics;
import dev.nano.runtime.outbound.Egress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The runtime as a whole: its parts, put together, started in order and taken down in the opposite one. */
final class Server implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Server.class);

    private final Isolates isolates;
    private final Apps apps;
    private final Metrics metrics;
    private final Readiness readiness;
    private final HttpThreads threads;
    private final @Nullable AdminHandler adminHandler;
    private final @Nullable HttpListener adminListener;
    private final HttpListener listener;
    private final ConfigWatcher watcher;

    /**
     * What the parts need to know.
     *
     * @param config the config that names the first apps, or null
     * @param onlyApp an app that answers for every host, or null
     * @param http where apps are served
     * @param admin where the admin API, the probes and the metrics are served; null for nowhere
     * @param requests takes one line for each request
     */
    record Settings(
            @Nullable Config config,
            @Nullable AppSpec onlyApp,
            HttpListenerConfig http,
            @Nullable Admin admin,
            IsolateSettings isolates,
            ConfigWatcher.Timing watch,
            RequestLog requests) {}

    /**
     * The admin API.
     *
     * @param metricsToken lets its bearer see the series of apps in {@code /metrics}, and nothing else
     * @param appsFolder what {@code path} of a declared app is relative to, absolute; null when there is no such folder
     * @param state keeps declared apps over a restart, or null
     * @param codeBudget bytes of packed code in the heap at the most
     * @param waitForSync whether to be ready only after the first complete set of apps
     */
    record Admin(
            HttpListenerConfig http,
            AdminToken token,
            AdminToken metricsToken,
            @Nullable Path appsFolder,
            @Nullable StateDirectory state,
            long codeBudget,
            boolean waitForSync) {

        CodeStore code() {
            return new CodeStore(codeBudget, state == null ? null : state.codeFolder());
        }
    }

    /**
     * @param onTooManyStuck gets names of apps once so many threads are stuck that the process had better be replaced; may be
     *     called repeatedly
     * @throws IOException when an address cannot be listened on; names it
     */
    Server(Settings settings, Logging logging, Consumer<Set<String>> onTooManyStuck) throws IOException {
        isolates = new Isolates(settings.isolates(), logging.console());
        Admin admin = settings.admin();
        apps = new Apps(isolates, admin == null ? CodeStore.inHeap() : admin.code(), (before, after) -> {});
        apps.onTooManyStuck(onTooManyStuck);
        if (admin != null && admin.state() != null) {
            QuarantineFile quarantine = admin.state().quarantine();
            apps.quarantine().keepIn(quarantine, quarantine.read());
        }
        metrics = new Metrics(apps::table, isolates, Version.NUMBER);
        metrics.log(logging::droppedLines);
        readiness = new Readiness(admin != null && admin.waitForSync(), isolates::wantsReplacement);
        threads = HttpThreads.start(HttpThreads.defaultCount());
        Config config = settings.config();
        ConfigReloader reloader = config == null ? null : new ConfigReloader(config, apps);
        // First, so that probes get an answer while apps load.
        if (admin == null) {
            adminHandler = null;
            adminListener = null;
        } else {
            adminHandler = handler(admin, reloader);
            adminListener = listen(admin, adminHandler);
        }
        if (settings.onlyApp() == null) {
            // Who works on one app has no attacker, and waits for it.
            isolates.initializeClasses();
        }
        if (reloader != null) {
            reloader.load();
        }
        if (admin != null && admin.state() != null) {
            // Who waits for a set has time to load them when it is ready to be told one.
            admin.state().restore(apps, admin.appsFolder(), admin.waitForSync());
            if (admin.state().isWhole()) {
                readiness.restoredWhole();
            }
        }
        AppSpec onlyApp = settings.onlyApp();
        if (onlyApp != null) {
            apps.allowForAll(Egress.LOOPBACK);
            apps.applyAll(Origin.CONFIG, List.of(onlyApp), onlyApp.name(), "dev");
        }
        watcher = new ConfigWatcher(reloader, apps, settings.watch());
        listener = HttpListener.start(
                threads,
                settings.http(),
                new HostRouter(apps, settings.requests(), settings.isolates().dev()));
        isolates.outbound().own().add(listener.address());
        count("http", listener.stats());
        watcher.start();
        readiness.started();
        // What was kept stays kept even if it does not load: what it waits for may be there next time.
        apps.loadUnloaded(host -> {});
    }

    private AdminHandler handler(Admin admin, @Nullable ConfigReloader reloader) {
        return new AdminHandler(new AdminServices(
                admin.token(),
                admin.metricsToken(),
                apps,
                isolates,
                readiness,
                metrics,
                reloader,
                admin.appsFolder(),
                admin.state(),
                Version.NUMBER));
    }

    private HttpListener listen(Admin admin, AdminHandler handler) throws IOException {
        HttpListener started = HttpListener.start(threads, admin.http(), handler);
        isolates.outbound().own().add(started.address());
        count("admin", started.stats());
        return started;
    }

    private void count(String name, ConnectionStats stats) {
        metrics.listener(name, stats::openConnections, stats::acceptedConnections, stats::rejectedRequests);
    }

    /** Where apps are served. */
    InetSocketAddress address() {
        return listener.address();
    }

    /** Where the admin API is served, or null. */
    @Nullable
    InetSocketAddress adminAddress() {
        return adminListener == null ? null : adminListener.address();
    }

    Apps apps() {
        return apps;
    }

    JavaScriptMode javaScript() {
        return isolates.mode();
    }

    /** Takes no new connections and lets what runs finish, {@code waitUntil} work included, for up to {@code timeout}. */
    void drain(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        readiness.draining();
        watcher.close();
        apps.stopLoading();
        listener.drain(timeout).join();
        CompletableFuture<?>[] finishing = apps.table().apps().stream()
                .map(App::isolates)
                .filter(Objects::nonNull)
                .map(IsolatePool::drain)
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(finishing)
                    .orTimeout(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)
                    .join();
        } catch (CompletionException e) {
            log.atWarn().addKeyValue("timeout_ms", timeout.toMillis()).log("drain_timed_out");
        }
    }

    @Override
    public void close() {
        watcher.close();
        listener.close();
        if (adminListener != null) {
            adminListener.close();
        }
        if (adminHandler != null) {
            adminHandler.close();
        }
        apps.close();
        isolates.close();
        threads.close();
        metrics.close();
    }
}
