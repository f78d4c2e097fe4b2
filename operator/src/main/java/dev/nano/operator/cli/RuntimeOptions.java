package dev.nano.operator.cli;

import dev.nano.operator.OperatorSettings.Runtimes;
import dev.nano.operator.kube.PodDiscovery;
import dev.nano.operator.pod.AdminToken;
import dev.nano.operator.pod.RuntimeTrust;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the runtimes are and what they want to hear. */
final class RuntimeOptions {

    @Option(
            names = "--runtime",
            paramLabel = "URL",
            split = ",",
            description = "Admin API of a runtime, such as http://127.0.0.1:9000; once for each. Instead of"
                    + " --runtime-selector.")
    private List<URI> endpoints = List.of();

    @Option(
            names = "--runtime-selector",
            paramLabel = "LABELS",
            description = "Labels of the runtime pods, such as app.kubernetes.io/component=runtime.")
    private @Nullable String selector;

    @Option(
            names = "--runtime-namespace",
            paramLabel = "NAMESPACE",
            description = "Where the runtime pods are (default: the operator's own namespace).")
    private @Nullable String namespace;

    @Option(
            names = "--runtime-admin-port",
            paramLabel = "PORT",
            description = "Port of the runtime pods' admin API (default: ${DEFAULT-VALUE}).")
    private int port = 9000;

    @Option(
            names = "--admin-token-file",
            paramLabel = "FILE",
            description = "Holds the token of the runtimes' admin API. Read again for each call.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--admin-token",
            paramLabel = "TOKEN",
            description =
                    "The token itself; visible to other users of the machine, so prefer the file or NANO_ADMIN_TOKEN.")
    private @Nullable String token;

    @Option(
            names = "--runtime-ca-file",
            paramLabel = "FILE",
            description =
                    "Certificates (PEM) that vouch for the runtimes. The pods of --runtime-selector are then reached by"
                            + " TLS. Read again for each connection.")
    private @Nullable Path caFile;

    @Option(
            names = "--runtime-server-name",
            paramLabel = "NAME",
            description = "DNS name that the runtimes' certificate has to have (default: the host that is connected to;"
                    + " needed with --runtime-selector, because pods are reached by address).")
    private @Nullable String serverName;

    Runtimes runtimes(String ownNamespace) throws BadUsage {
        Bounds.port(1, "--runtime-admin-port", port);
        if (endpoints.isEmpty() == (selector == null)) {
            throw new BadUsage("--runtime or --runtime-selector (expected: one of the two)");
        }
        if (selector != null) {
            return new Runtimes.Discovered(new PodDiscovery.Settings(
                    namespace == null ? ownNamespace : namespace, selector, caFile == null ? "http" : "https", port));
        }
        for (URI endpoint : endpoints) {
            if (endpoint.getHost() == null || !List.of("http", "https").contains(endpoint.getScheme())) {
                throw new BadUsage("--runtime: " + endpoint + " (expected: such as http://127.0.0.1:9000)");
            }
        }
        return new Runtimes.Fixed(endpoints.stream()
                .map(endpoint -> URI.create(endpoint.getScheme() + "://" + endpoint.getRawAuthority()))
                .toList());
    }

    /** Which certificates of runtimes are believed, or null for those that the JVM believes. */
    @Nullable
    RuntimeTrust trust() throws BadUsage {
        if (caFile == null && serverName == null) {
            return null;
        }
        if (caFile == null) {
            throw new BadUsage("--runtime-server-name without --runtime-ca-file (expected: both)");
        }
        if (selector != null && serverName == null) {
            throw new BadUsage("--runtime-ca-file and --runtime-selector without --runtime-server-name (expected: all"
                    + " three)");
        }
        if (!Files.isReadable(caFile)) {
            throw new BadUsage("--runtime-ca-file: " + caFile + " cannot be read");
        }
        return new RuntimeTrust(caFile, serverName);
    }

    AdminToken token() throws BadUsage {
        if ((tokenFile == null) == (token == null)) {
            throw new BadUsage("--admin-token-file or --admin-token (expected: one of the two)");
        }
        if (tokenFile != null) {
            if (!Files.isReadable(tokenFile)) {
                throw new BadUsage("--admin-token-file: " + tokenFile + " cannot be read");
            }
            return AdminToken.file(tokenFile);
        }
        return AdminToken.of(String.valueOf(token));
    }
}
