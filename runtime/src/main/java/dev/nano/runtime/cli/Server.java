package dev.nano.runtime.cli;

import dev.nano.runtime.app.App;
import dev.nano.runtime.app.Apps;
import dev.nano.runtime.app.HostRouter;
import dev.nano.runtime.app.RequestLog;
import dev.nano.runtime.config.ConfigReloader;
import dev.nano.runtime.config.ConfigWatcher;
import dev.nano.runtime.http.HttpListener;
import dev.nano.runtime.http.HttpListenerConfig;
import dev.nano.runtime.http.HttpThreads;
import dev.nano.runtime.isolate.IsolatePool;
import dev.nano.runtime.isolate.IsolateSettings;
import dev.nano.runtime.isolate.Isolates;
import dev.nano.runtime.isolate.JavaScriptMode;
import dev.nano.runtime.web.ConsoleSink;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The runtime as a whole: its parts, put together, started in order and taken down in the opposite one. */
final class Server implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Server.class);

    private final Isolates isolates;
    private final Apps apps;
    private final HttpThreads threads;
    private final HttpListener listener;
    private final ConfigWatcher watcher;

    /**
     * What the parts need to know.
     *
     * @param http where apps are served
     * @param requests takes one line for each request
     * @param console takes what apps print
     */
    record Settings(
            HttpListenerConfig http,
            IsolateSettings isolates,
            ConfigWatcher.Timing watch,
            RequestLog requests,
            ConsoleSink console) {}

    /** Brings up the apps that the process starts with. */
    @FunctionalInterface
    interface FirstApps {
        /** @return what reads the config file again, or null when there is no config file */
        @Nullable
        ConfigReloader load(Apps apps);
    }

    /** @throws IOException when an address cannot be listened on; names it */
    Server(Settings settings, FirstApps first) throws IOException {
        isolates = new Isolates(settings.isolates(), settings.console());
        apps = new Apps(isolates, (before, after) -> {});
        threads = HttpThreads.start(HttpThreads.defaultCount());
        watcher = new ConfigWatcher(first.load(apps), apps, settings.watch());
        listener = HttpListener.start(threads, settings.http(), new HostRouter(apps, settings.requests()));
        watcher.start();
    }

    /** Where apps are served. */
    InetSocketAddress address() {
        return listener.address();
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
        watcher.close();
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
        } catch (java.util.concurrent.CompletionException e) {
            log.atWarn().addKeyValue("timeout_ms", timeout.toMillis()).log("drain_timed_out");
        }
    }

    @Override
    public void close() {
        watcher.close();
        listener.close();
        apps.close();
        isolates.close();
        threads.close();
    }
}
