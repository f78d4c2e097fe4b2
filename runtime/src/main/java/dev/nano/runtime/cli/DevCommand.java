package dev.nano.runtime.cli;

import dev.nano.runtime.app.AppSpec;
import dev.nano.runtime.app.CodeSource;
import dev.nano.runtime.app.Origin;
import dev.nano.runtime.config.ConfigWatcher;
import dev.nano.runtime.http.HttpListenerConfig;
import dev.nano.runtime.isolate.IsolateSettings;
import dev.nano.runtime.isolate.Limits;
import dev.nano.runtime.log.Logging;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nano dev}. */
@Command(
        name = "dev",
        description =
                "Serves one directory on any hostname while you work on it: edits show at once, errors with stacks.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class DevCommand implements Callable<Integer> {

    private static final ConfigWatcher.Timing EAGER =
            new ConfigWatcher.Timing(Duration.ofMillis(200), Duration.ofMillis(50));
    private static final Duration DRAIN = Duration.ofSeconds(1);

    @Parameters(paramLabel = "DIR", description = "The app: a directory with an index.js.")
    private Path directory = Path.of("");

    @Option(names = "--host", paramLabel = "HOST", description = "Address to listen on (default: ${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            converter = PortNumber.class,
            description = "Port to listen on, 0 for any free one (default: ${DEFAULT-VALUE}).")
    private int port = 8080;

    @Option(
            names = {"-e", "--env"},
            paramLabel = "NAME=VALUE",
            description = "What the app finds in its env; may be repeated.")
    private Map<String, String> env = Map.of();

    @Mixin
    private LogOptions logOptions = new LogOptions();

    @Override
    public Integer call() throws CommandFailure {
        Path root = directory.toAbsolutePath().normalize();
        if (!Files.isRegularFile(root.resolve("index.js"))) {
            throw new CommandFailure(
                    Main.BAD_USAGE, directory + ": no index.js there (expected: the directory of an app)");
        }
        Path last = root.getFileName();
        String name = last == null ? "app" : last.toString();
        var spec = new AppSpec(
                name, List.of("localhost"), new CodeSource.Directory(root), Limits.DEFAULT, env, Origin.CONFIG);
        try (Logging logging = logOptions.start()) {
            var settings = new Server.Settings(
                    null,
                    spec,
                    HttpListenerConfig.of(host, port).withShowDetails(true),
                    null,
                    IsolateSettings.defaults().withDev(true),
                    EAGER,
                    logOptions.requests(logging));
            return new Running(logging, logOptions.format(), DRAIN, Duration.ZERO).run(settings);
        } catch (IOException e) {
            throw new CommandFailure(1, String.valueOf(e.getMessage()));
        }
    }
}
