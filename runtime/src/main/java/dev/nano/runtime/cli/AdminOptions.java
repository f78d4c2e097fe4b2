package dev.nano.runtime.cli;

import dev.nano.runtime.admin.AdminToken;
import dev.nano.runtime.admin.StateDirectory;
import dev.nano.runtime.code.CodeStore;
import dev.nano.runtime.http.ConnectionLimits;
import dev.nano.runtime.http.HttpListenerConfig;
import dev.nano.runtime.http.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the admin API is served and who may use it. */
final class AdminOptions {

    @Option(
            names = "--admin-host",
            paramLabel = "HOST",
            description = "Address of the admin API, probes and metrics (default: ${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(
            names = "--admin-port",
            converter = PortNumber.class,
            paramLabel = "PORT",
            description = "Port of the admin API, probes and metrics (default: ${DEFAULT-VALUE}).")
    private int port = 9000;

    @Option(
            names = "--admin-token-file",
            paramLabel = "FILE",
            description = "Holds the token that callers of the admin API have to send. Without one the API is off.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--admin-token",
            paramLabel = "TOKEN",
            description =
                    "The token itself; visible to other users of the machine, so prefer the file or NANO_ADMIN_TOKEN.")
    private @Nullable String token;

    @Option(
            names = "--metrics-token-file",
            paramLabel = "FILE",
            description =
                    "Holds a token for /metrics alone. Without it or the admin token, /metrics leaves out the series of"
                            + " apps, which name every app and hostname.")
    private @Nullable Path metricsTokenFile;

    @Option(
            names = "--admin-tls-cert",
            paramLabel = "FILE",
            description =
                    "Certificate chain of the admin API, PEM. Its port then speaks TLS; changed files are used within"
                            + " seconds (default: cleartext).")
    private @Nullable Path tlsCertificates;

    @Option(
            names = "--admin-tls-key",
            paramLabel = "FILE",
            description = "Private key that belongs to --admin-tls-cert, PEM.")
    private @Nullable Path tlsKey;

    @Option(
            names = "--apps-dir",
            paramLabel = "DIR",
            description = "What 'path' is relative to in the admin API (default: the folder of CONFIG).")
    private @Nullable Path appsFolder;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Keeps apps that come through the admin API over a restart (default: they are not kept).")
    private @Nullable Path stateFolder;

    @Option(
            names = "--code-budget",
            paramLabel = "MB",
            description =
                    "Heap for what apps of the admin API declare: their env, and code, packed, that is not in the state"
                            + " directory because there is none or it is full (default: an eighth of the heap).")
    private @Nullable Integer codeBudget;

    @Option(
            names = "--wait-for-sync",
            // With a value that is mostly left out, because the environment has to give one.
            arity = "0..1",
            fallbackValue = "true",
            hideParamSyntax = true,
            description = "Keeps /readyz at 503 until the admin API has been told the whole set of apps.")
    private boolean waitForSync;

    /** @param configFile null when there is none */
    Server.Admin settings(@Nullable Path configFile) throws CommandFailure {
        AdminToken known = token();
        if (waitForSync && !known.isConfigured()) {
            throw new CommandFailure(
                    Main.BAD_USAGE,
                    "--wait-for-sync: without a token nobody can send the set that it waits for (expected: together"
                            + " with --admin-token-file, or with NANO_ADMIN_TOKEN)");
        }
        Path folder = appsFolder;
        if (folder != null && !Files.isDirectory(folder)) {
            throw new CommandFailure(Main.BAD_USAGE, "--apps-dir: " + folder + " (expected: a directory)");
        }
        if (folder == null && configFile != null) {
            folder = configFile.toAbsolutePath().normalize().getParent();
        }
        if (codeBudget != null && codeBudget < 1) {
            throw new CommandFailure(Main.BAD_USAGE, "--code-budget: " + codeBudget + " (expected: 1 or more)");
        }
        return new Server.Admin(
                HttpListenerConfig.of(host, port)
                        .withConnections(ConnectionLimits.ADMIN)
                        .withTls(tls()),
                known,
                metricsTokenFile == null ? AdminToken.none() : read("--metrics-token-file", metricsTokenFile),
                folder == null ? null : folder.toAbsolutePath().normalize(),
                state(),
                codeBudget == null ? CodeStore.defaultBudget() : codeBudget * 1024L * 1024L,
                waitForSync);
    }

    private @Nullable TlsFiles tls() throws CommandFailure {
        if (tlsCertificates == null && tlsKey == null) {
            return null;
        }
        if (tlsCertificates == null || tlsKey == null) {
            throw new CommandFailure(
                    Main.BAD_USAGE, "--admin-tls-cert and --admin-tls-key (expected: both or none of them)");
        }
        return new TlsFiles(tlsCertificates, tlsKey);
    }

    private @Nullable StateDirectory state() throws CommandFailure {
        try {
            return stateFolder == null ? null : StateDirectory.open(stateFolder);
        } catch (IOException e) {
            throw new CommandFailure(Main.BAD_USAGE, "--state-dir: " + stateFolder + " cannot be used: " + e);
        }
    }

    private AdminToken token() throws CommandFailure {
        Path file = tokenFile;
        String given = token;
        if (file != null && given != null) {
            throw new CommandFailure(
                    Main.BAD_USAGE, "--admin-token and --admin-token-file together (expected: one of the two)");
        }
        if (file != null) {
            return read("--admin-token-file", file);
        }
        try {
            return given != null ? AdminToken.of(given) : AdminToken.none();
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(Main.BAD_USAGE, String.valueOf(e.getMessage()));
        }
    }

    private static AdminToken read(String option, Path file) throws CommandFailure {
        try {
            return AdminToken.file(file);
        } catch (IOException e) {
            throw new CommandFailure(Main.BAD_USAGE, option + ": " + file + " cannot be read: " + e);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(Main.BAD_USAGE, String.valueOf(e.getMessage()));
        }
    }
}
