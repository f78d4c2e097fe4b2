package dev.nano.operator.cli;

import dev.nano.operator.log.LogFormat;
import dev.nano.operator.setup.CrdInstaller;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nano operator apply-crds}. */
@Command(
        name = "apply-crds",
        description = {
            "Creates or upgrades the CustomResourceDefinition of NanoApps, and waits until it is served.",
            "One that is newer (annotation nano.dev/crd-version) is left alone."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ApplyCrdsCommand implements Callable<Integer> {

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Option(names = "--log-format", paramLabel = "text|json", description = "How log lines look (default: text).")
    private LogFormat logFormat = LogFormat.TEXT;

    @Override
    public Integer call() throws BadUsage {
        logFormat.start();
        try (KubernetesClient kubernetes = cluster.client()) {
            new CrdInstaller(kubernetes).apply();
        }
        return 0;
    }
}
