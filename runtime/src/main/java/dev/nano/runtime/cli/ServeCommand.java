package dev.nano.runtime.cli;

import dev.nano.runtime.config.Config;
import dev.nano.runtime.config.ConfigFile;
import dev.nano.runtime.config.ConfigProblems;
import dev.nano.runtime.config.ConfigWatcher;
import dev.nano.runtime.http.HttpListenerConfig;
import dev.nano.runtime.http.HttpTimeouts;
import dev.nano.runtime.isolate.IsolateSettings;
import dev.nano.runtime.log.Logging;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nano serve}. */
@Command(
        name = "serve",
        description = "Serves the apps of a config file and those that come through the admin API.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ServeCommand implements Callable<Integer> {

    private static final String DEFAULT_HOST = "0.0.0.0";
    private static final int DEFAULT_PORT = 8080;

    @Parameters(
            paramLabel = "CONFIG",
            arity = "0..1",
            description = "The config file. May be left out when apps come through the admin API only.")
    private @Nullable Path configFile;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "Address to listen on (default: the config's host, or " + DEFAULT_HOST + ").")
    private @Nullable String host;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            converter = PortNumber.class,
            description =
                    "Port to listen on, 0 for any free one (default: the config's port, or " + DEFAULT_PORT + ").")
    private @Nullable Integer port;

    @Option(
            names = "--poll-interval",
            converter = DurationText.class,
            paramLabel = "TIME",
            description = "Between two looks at the config file and the apps' code (default: 2s).")
    private Duration pollInterval = ConfigWatcher.Timing.DEFAULT.interval();

    @Option(
            names = "--debounce",
            converter = DurationText.class,
            paramLabel = "TIME",
            description = "How long a changed file has to stay as it is before it is read (default: 500ms).")
    private Duration debounce = ConfigWatcher.Timing.DEFAULT.debounce();

    @Option(
            names = "--drain-timeout",
            converter = DurationText.class,
            paramLabel = "TIME",
            description = "How long running requests may take to finish after SIGTERM (default: 30s).")
    private Duration drainTimeout = Duration.ofSeconds(30);

    @Option(
            names = "--drain-grace",
            converter = DurationText.class,
            paramLabel = "TIME",
            description =
                    "How long a connection may be silent after SIGTERM before it is closed: a request may be on its way"
                            + " (default: 1s).")
    private Duration drainGrace = HttpTimeouts.DEFAULT.drainGrace();

    @Option(
            names = "--max-stuck-threads",
            paramLabel = "N",
            description =
                    "With so many threads in work that cannot be interrupted, /readyz fails, and nano drains and exits"
                            + " with status 75, to be started again (default: 4).")
    private int maxStuckThreads = IsolateSettings.defaults().maxStuckThreads();

    @Option(
            names = "--exit-delay",
            converter = DurationText.class,
            paramLabel = "TIME",
            description = "How long to keep serving, not ready, before such an exit begins to drain (default: 10s).")
    private Duration exitDelay = Duration.ofSeconds(10);

    @Mixin
    private AdminOptions adminOptions = new AdminOptions();

    @Mixin
    private LogOptions logOptions = new LogOptions();

    @Override
    public Integer call() throws CommandFailure {
        if (maxStuckThreads < 1) {
            throw new CommandFailure(
                    Main.BAD_USAGE, "--max-stuck-threads: " + maxStuckThreads + " (expected: 1 or more)");
        }
        if (drainGrace.isZero()) {
            throw new CommandFailure(Main.BAD_USAGE, "--drain-grace: 0 (expected: more than zero)");
        }
        Config config = configFile == null ? null : read(configFile);
        Server.Admin admin = adminOptions.settings(configFile);
        try (Logging logging = logOptions.start()) {
            var settings = new Server.Settings(
                    config,
                    null,
                    listener(config == null ? Config.Listener.DEFAULT : config.listener()),
                    admin,
                    IsolateSettings.defaults().withMaxStuckThreads(maxStuckThreads),
                    new ConfigWatcher.Timing(pollInterval, debounce),
                    logOptions.requests(logging));
            return new Running(logging, logOptions.format(), drainTimeout, exitDelay).run(settings);
        } catch (IOException e) {
            throw new CommandFailure(1, String.valueOf(e.getMessage()));
        }
    }

    static Config read(Path file) throws CommandFailure {
        return switch (ConfigFile.read(file)) {
            case Config config -> config;
            case ConfigProblems rejected ->
                throw new CommandFailure(
                        Main.BAD_USAGE,
                        file + " cannot be used (" + rejected.problems().size() + " "
                                + (rejected.problems().size() == 1 ? "problem" : "problems") + "):\n"
                                + rejected.problems().stream()
                                        .map(problem -> "  " + problem)
                                        .collect(Collectors.joining("\n")));
        };
    }

    private HttpListenerConfig listener(Config.Listener declared) {
        String useHost = host != null ? host : declared.host() != null ? declared.host() : DEFAULT_HOST;
        int usePort = port != null ? port : declared.port() != null ? declared.port() : DEFAULT_PORT;
        return HttpListenerConfig.of(useHost, usePort)
                .withLimits(declared.limits())
                .withTimeouts(declared.timeouts().withDrainGrace(drainGrace))
                .withConnections(declared.connections())
                .withTrustedProxies(declared.proxies())
                .withTls(declared.tls());
    }
}
