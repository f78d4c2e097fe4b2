package dev.nano.operator.cli;

import dev.nano.operator.kube.LeaderElection;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which of several operators leads. */
final class LeaseOptions {

    @Option(
            names = "--leader-election",
            // With a value that is mostly left out, because the environment has to give one.
            arity = "0..1",
            fallbackValue = "true",
            hideParamSyntax = true,
            description = "Lead only while holding a Lease, so that several operators may run.")
    private boolean isOn;

    @Option(names = "--lease-name", paramLabel = "NAME", description = "The Lease (default: ${DEFAULT-VALUE}).")
    private String name = "nano-operator";

    @Option(
            names = "--lease-namespace",
            paramLabel = "NAMESPACE",
            description = "Where the Lease is (default: the operator's own namespace).")
    private @Nullable String namespace;

    @Option(
            names = "--lease-duration",
            converter = DurationText.class,
            paramLabel = "TIME",
            description = "How long a leader may be silent before another one takes over (default: 15s).")
    private Duration duration = Duration.ofSeconds(15);

    LeaderElection.@Nullable Settings lease(String ownNamespace) throws BadUsage {
        // A request has a fifth of it, and a renewal comes each eighth.
        Bounds.atLeast(Duration.ofSeconds(2), "--lease-duration", duration);
        if (!isOn) {
            return null;
        }
        String host = System.getenv("HOSTNAME");
        String identity = (host == null ? "operator" : host) + "-" + UUID.randomUUID();
        return new LeaderElection.Settings(name, namespace == null ? ownNamespace : namespace, identity, duration);
    }
}
