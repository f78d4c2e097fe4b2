package dev.nano.operator.cli;

import dev.nano.operator.NanoOperator;
import dev.nano.operator.OperatorSettings;
import dev.nano.operator.desired.Policy;
import dev.nano.operator.kube.LeaderElection;
import dev.nano.operator.log.LogFormat;
import dev.nano.operator.pod.SyncSettings;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code nano operator}: where the process starts. Exit status: 0 stopped, 1 failed or deposed, 2 bad usage. */
@Command(
        name = "nano operator",
        description = "Keeps runtimes in step with the NanoApps of a Kubernetes cluster.",
        mixinStandardHelpOptions = true,
        subcommands = {ApplyCrdsCommand.class, MakeSecretsCommand.class},
        versionProvider = Version.class,
        footer = {"", "Each option can also be set in the environment: --admin-token-file as NANO_ADMIN_TOKEN_FILE."})
public final class Main implements Callable<Integer> {

    private static final Logger log = LoggerFactory.getLogger(Main.class);

    private static final int DONE = CommandLine.ExitCode.OK;
    private static final int FAILED = CommandLine.ExitCode.SOFTWARE;
    private static final int BAD_USAGE = CommandLine.ExitCode.USAGE;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private RuntimeOptions runtimes = new RuntimeOptions();

    @Mixin
    private LeaseOptions lease = new LeaseOptions();

    @Option(
            names = "--watch-namespaces",
            paramLabel = "NAMESPACE",
            split = ",",
            description = "Where NanoApps are looked for (default: everywhere).")
    private List<String> namespaces = List.of();

    @Option(
            names = "--policy-file",
            paramLabel = "FILE",
            description = "Which namespaces may use which hostnames and paths (default: each may use all).")
    private @Nullable Path policyFile;

    @Option(
            names = "--secrets",
            paramLabel = "on|off",
            description = "Whether NanoApps may refer to Secrets (default: on).")
    private Switch secrets = Switch.ON;

    @Option(
            names = "--drift-interval",
            converter = DurationText.class,
            paramLabel = "TIME",
            description = "Between two looks at what a runtime really serves (default: 60s).")
    private Duration driftInterval = Duration.ofSeconds(60);

    @Option(
            names = "--settle",
            converter = DurationText.class,
            paramLabel = "TIME",
            description =
                    "How long a runtime may come, go or be away before the statuses of all apps say so (default: 30s).")
    private Duration settle = Duration.ofSeconds(30);

    @Option(
            names = "--linger",
            converter = DurationText.class,
            paramLabel = "TIME",
            description = "How long a hostname stays that no NanoApp claims any more (default: 1s).")
    private Duration linger = Duration.ofSeconds(1);

    @Option(names = "--url-scheme", paramLabel = "http|https", description = "Of URLs in statuses (default: http).")
    private String urlScheme = "http";

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "Address of /healthz, /readyz and /metrics (default: ${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port of /healthz, /readyz and /metrics, 0 for any free one (default: ${DEFAULT-VALUE}).")
    private int port = 9001;

    @Option(names = "--log-format", paramLabel = "text|json", description = "How log lines look (default: text).")
    private LogFormat logFormat = LogFormat.TEXT;

    /** Completed with the exit status. */
    private final CompletableFuture<Integer> end = new CompletableFuture<>();

    enum Switch {
        ON,
        OFF
    }

    private Main() {}

    public static void main(String[] arguments) {
        int status = new CommandLine(new Main())
                .setDefaultValueProvider(new Environment())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Main::complain)
                .setExecutionExceptionHandler((problem, command, parsed) -> fail(problem))
                .execute(arguments);
        System.out.flush();
        // Not exit: the hook below waits for us.
        Runtime.getRuntime().halt(status);
    }

    private static int complain(ParameterException problem, String[] arguments) {
        CommandLine command = problem.getCommandLine();
        command.getErr().println("nano: " + problem.getMessage());
        command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return BAD_USAGE;
    }

    private static int fail(Exception problem) {
        if (problem instanceof BadUsage) {
            System.err.println("nano: " + problem.getMessage());
            return BAD_USAGE;
        }
        log.atError().setCause(problem).log("operator_failed");
        return FAILED;
    }

    @Override
    public Integer call() throws IOException, BadUsage {
        logFormat.start();
        try (KubernetesClient kubernetes = cluster.watchingClient()) {
            OperatorSettings settings = settings(kubernetes);
            if (!isApiServerThere(kubernetes)) {
                return FAILED;
            }
            Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndWait, "shutdown"));
            try (NanoOperator _ = NanoOperator.start(settings)) {
                return end.join();
            }
        }
    }

    /** Informers would say the same with stack traces, and not where they looked. */
    private static boolean isApiServerThere(KubernetesClient kubernetes) {
        try {
            kubernetes.getKubernetesVersion();
            return true;
        } catch (KubernetesClientException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            log.atError()
                    .addKeyValue("server", kubernetes.getMasterUrl())
                    .addKeyValue("error", cause)
                    .log("api_server_does_not_answer");
            return false;
        }
    }

    /** main halts the process as soon as everything is closed, unless that takes too long. */
    private void stopAndWait() {
        end.complete(DONE);
        try {
            Thread.sleep(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private OperatorSettings settings(KubernetesClient kubernetes) throws BadUsage {
        // A loop of looks that never rests would be all that it does.
        Bounds.atLeast(Duration.ofSeconds(1), "--drift-interval", driftInterval);
        Bounds.port(0, "--port", port);
        if (!List.of("http", "https").contains(urlScheme)) {
            throw new BadUsage("--url-scheme: " + urlScheme + " (expected: http or https)");
        }
        String own = ClusterOptions.ownNamespace(kubernetes);
        LeaderElection.Settings held = lease.lease(own);
        return new OperatorSettings(
                kubernetes,
                Set.copyOf(namespaces),
                runtimes.runtimes(own),
                runtimes.token(),
                runtimes.trust(),
                policy(),
                secrets == Switch.ON,
                SyncSettings.of(driftInterval, settle),
                linger,
                urlScheme,
                held,
                new InetSocketAddress(host, port),
                () -> end.complete(FAILED));
    }

    private Policy policy() throws BadUsage {
        if (policyFile == null) {
            return Policy.ALLOW_ALL;
        }
        try {
            return PolicyFile.read(policyFile);
        } catch (IOException e) {
            throw new BadUsage("--policy-file: " + e.getMessage());
        }
    }
}
