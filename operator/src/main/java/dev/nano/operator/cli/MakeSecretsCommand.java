package dev.nano.operator.cli;

import dev.nano.operator.log.LogFormat;
import dev.nano.operator.setup.AdminSecrets;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nano operator make-secrets}. */
@Command(
        name = "make-secrets",
        description = {
            "Makes the Secrets that the admin API of the runtimes needs, unless they are there: its token, one for"
                    + " metrics, and a certificate with the CA that vouches for it.",
            "What is there is left alone, except for a certificate in the last third of its life or without one of the"
                    + " names."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class MakeSecretsCommand implements Callable<Integer> {

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Option(
            names = "--namespace",
            paramLabel = "NAMESPACE",
            description = "Where the Secrets are (default: the namespace of the pod or of the kubeconfig).")
    private @Nullable String namespace;

    @Option(names = "--token-secret", paramLabel = "NAME", description = "Secret with the key 'token'.")
    private @Nullable String tokenSecret;

    @Option(
            names = "--metrics-token-secret",
            paramLabel = "NAME",
            description = "Secret with the key 'token', which opens the metrics of runtimes alone.")
    private @Nullable String metricsTokenSecret;

    @Option(
            names = "--tls-secret",
            paramLabel = "NAME",
            description = "Secret with the keys 'tls.crt', 'tls.key' and 'ca.crt'.")
    private @Nullable String tlsSecret;

    @Option(
            names = "--tls-name",
            paramLabel = "NAME",
            split = ",",
            description = "DNS names that the certificate has to have.")
    private List<String> names = List.of();

    @Option(names = "--label", paramLabel = "NAME=VALUE", split = ",", description = "Labels of Secrets that are made.")
    private Map<String, String> labels = Map.of();

    @Option(names = "--log-format", paramLabel = "text|json", description = "How log lines look (default: text).")
    private LogFormat logFormat = LogFormat.TEXT;

    @Override
    public Integer call() throws BadUsage {
        if (tokenSecret == null && metricsTokenSecret == null && tlsSecret == null) {
            throw new BadUsage(
                    "--token-secret, --metrics-token-secret and --tls-secret (expected: at least one of them)");
        }
        if ((tlsSecret == null) != names.isEmpty()) {
            throw new BadUsage("--tls-secret and --tls-name (expected: both or none)");
        }
        logFormat.start();
        try (KubernetesClient kubernetes = cluster.client()) {
            String where = namespace == null ? ClusterOptions.ownNamespace(kubernetes) : namespace;
            var secrets = new AdminSecrets(kubernetes, where, labels);
            if (tokenSecret != null) {
                secrets.ensureToken(tokenSecret);
            }
            if (metricsTokenSecret != null) {
                secrets.ensureToken(metricsTokenSecret);
            }
            if (tlsSecret != null) {
                secrets.ensureCertificate(tlsSecret, names);
            }
        }
        return 0;
    }
}
