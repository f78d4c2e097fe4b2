package dev.nano.runtime.config;

import dev.nano.runtime.app.Apps;
import dev.nano.runtime.app.HostRouter;
import dev.nano.runtime.http.HttpListener;
import dev.nano.runtime.http.HttpListenerConfig;
import dev.nano.runtime.http.HttpThreads;
import dev.nano.runtime.isolate.Isolates;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/** A runtime on a free port whose config file is watched eagerly. */
final class WatchedRuntime implements AutoCloseable {

    static final ConfigWatcher.Timing EAGER = new ConfigWatcher.Timing(Duration.ofMillis(20), Duration.ofMillis(60));

    final Apps apps;
    final ConfigReloader config;
    private final ConfigWatcher watcher;
    private final HttpThreads threads = HttpThreads.start(1);
    private final HttpListener listener;

    WatchedRuntime(Path file, Isolates isolates) throws IOException {
        apps = new Apps(isolates, (before, after) -> {});
        config = new ConfigReloader((Config) ConfigFile.read(file), apps);
        config.load();
        watcher = new ConfigWatcher(config, apps, EAGER);
        listener = HttpListener.start(
                threads, HttpListenerConfig.of("127.0.0.1", 0), new HostRouter(apps, (exchange, app, outcome) -> {}));
        watcher.start();
    }

    /** The body that a host answers with. */
    String ask(String host) throws IOException {
        try (var socket = new Socket("127.0.0.1", listener.address().getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("GET / HTTP/1.1\r\nhost: " + host + "\r\nconnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.substring(answer.indexOf("\r\n\r\n") + 4);
        }
    }

    @Override
    public void close() {
        watcher.close();
        listener.close();
        threads.close();
        apps.close();
    }
}
