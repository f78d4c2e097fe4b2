package dev.nano.operator;

import dev.nano.operator.desired.Policy;
import dev.nano.operator.kube.LeaderElection;
import dev.nano.operator.kube.PodDiscovery;
import dev.nano.operator.pod.AdminToken;
import dev.nano.operator.pod.RuntimeTrust;
import dev.nano.operator.pod.SyncSettings;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an operator is told.
 *
 * @param namespaces to watch, empty for all
 * @param trust whose certificates runtimes may have, or null for those that the JVM believes
 * @param linger how long a hostname stays that nobody claims any more
 * @param urlScheme of the URLs in statuses
 * @param lease for leader election, or null to lead at once
 * @param whenDeposed run when another operator may have become the leader: this one must not go on
 */
public record OperatorSettings(
        KubernetesClient kubernetes,
        Set<String> namespaces,
        Runtimes runtimes,
        AdminToken token,
        @Nullable RuntimeTrust trust,
        Policy policy,
        boolean readsSecrets,
        SyncSettings sync,
        Duration linger,
        String urlScheme,
        LeaderElection.@Nullable Settings lease,
        InetSocketAddress probes,
        Runnable whenDeposed) {

    /** Where the runtimes are. */
    public sealed interface Runtimes {

        record Fixed(List<URI> endpoints) implements Runtimes {}

        record Discovered(PodDiscovery.Settings settings) implements Runtimes {}
    }
}
