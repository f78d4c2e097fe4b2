package dev.nano.operator;

import dev.nano.api.NanoApp;
import dev.nano.operator.desired.AppKey;
import dev.nano.operator.desired.Planner;
import dev.nano.operator.desired.Policy;
import dev.nano.operator.desired.References;
import dev.nano.operator.kube.InformerHealth;
import dev.nano.operator.kube.NamespaceWatch;
import dev.nano.operator.kube.NanoAppReconciler;
import dev.nano.operator.kube.PodDiscovery;
import dev.nano.operator.kube.StatusEvents;
import dev.nano.operator.kube.StatusWakeUps;
import dev.nano.operator.kube.WatchedSources;
import dev.nano.operator.pod.AdminClient;
import dev.nano.operator.pod.AdminToken;
import dev.nano.operator.pod.RuntimePod;
import dev.nano.operator.pod.RuntimeTrust;
import dev.nano.operator.pod.SyncSettings;
import dev.nano.operator.probe.OperatorMetrics;
import dev.nano.operator.probe.ProbeServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.Cloner;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running operator: puts the parts together. */
public final class NanoOperator implements AutoCloseable, ProbeServer.Checks {

    private static final Logger log = LoggerFactory.getLogger(NanoOperator.class);

    private final OperatorMetrics metrics = new OperatorMetrics();
    private final Settings settings;
    private final AdminClient client;
    private final Engine engine;
    private final WatchedSources sources;
    private final StatusWakeUps wakeUps;
    private final Operator sdk;
    private final ProbeServer probes;
    private final InformerHealth informerHealth;
    private final @Nullable NamespaceWatch namespaces;
    private volatile @Nullable PodDiscovery discovery;
    private volatile boolean isStarted;

    /** Where the runtimes are. */
    public sealed interface Runtimes {

        record Fixed(List<URI> endpoints) implements Runtimes {}

        record Discovered(PodDiscovery.Settings settings) implements Runtimes {}
    }

    /**
     * What an operator is told.
     *
     * @param namespaces to watch, empty for all
     * @param lease for leader election, or null to lead at once
     * @param trust whose certificates runtimes may have, or null for those that the JVM believes
     * @param linger how long a hostname stays that nobody claims any more
     * @param urlScheme of the URLs in statuses
     * @param whenDeposed run when another operator has become the leader: this one must not go on
     */
    public record Settings(
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
            @Nullable Lease lease,
            InetSocketAddress probes,
            Runnable whenDeposed) {}

    /**
     * Who leads.
     *
     * @param duration after so long without a sign of life another operator takes over
     */
    public record Lease(String name, String namespace, String identity, Duration duration) {}

    private NanoOperator(Settings settings) throws IOException {
        this.settings = settings;
        this.client = new AdminClient(settings.token(), settings.trust());
        this.sources = new WatchedSources(settings.kubernetes(), settings.readsSecrets(), this::sourceChanged);
        this.namespaces =
                settings.policy().needsLabels() ? new NamespaceWatch(settings.kubernetes(), this::markDirty) : null;
        Policy.NamespaceLabels labels = namespaces == null ? namespace -> Map.of() : namespaces;
        var planner = new Planner(sources, settings.policy(), labels, settings.linger());
        this.engine = new Engine(planner, client, settings.sync(), metrics);
        this.wakeUps = new StatusWakeUps(new Marker());
        this.informerHealth = new InformerHealth(settings.kubernetes());
        this.engine.connect(wakeUps::all, wakeUps::wake);
        this.sdk = new Operator(this::configure);
        this.sdk.register(
                new NanoAppReconciler(
                        engine,
                        wakeUps,
                        new StatusEvents(settings.kubernetes()),
                        metrics,
                        settings.urlScheme(),
                        settings.sync().settle()),
                this::configure);
        metrics.observe(engine, sources::size);
        this.probes = ProbeServer.start(settings.probes(), this, metrics);
    }

    /**
     * Starts to watch, and to lead at once or when it is elected. Returns when all NanoApps are known.
     *
     * @throws IOException when the probes cannot be served
     */
    public static NanoOperator start(Settings settings) throws IOException {
        var operator = new NanoOperator(settings);
        try {
            operator.start();
            return operator;
        } catch (RuntimeException e) {
            operator.close();
            throw e;
        }
    }

    private void start() {
        if (namespaces != null) {
            namespaces.start();
        }
        switch (settings.runtimes()) {
            case Runtimes.Fixed(List<URI> endpoints) ->
                engine.pods(endpoints.stream()
                        .map(RuntimePod::fixed)
                        .collect(Collectors.toMap(RuntimePod::name, Function.identity(), (one, _) -> one)));
            case Runtimes.Discovered(PodDiscovery.Settings pods) ->
                discovery = PodDiscovery.start(settings.kubernetes(), pods, engine);
        }
        sdk.start();
        isStarted = true;
        if (settings.lease() == null) {
            engine.lead();
        }
        log.atInfo()
                .addKeyValue("apps", wakeUps.all().size())
                .addKeyValue("probes", probes.address())
                .log("operator_started");
    }

    private void configure(ConfigurationServiceOverrider sdkSettings) {
        sdkSettings
                .withKubernetesClient(settings.kubernetes())
                .withCloseClientOnStop(false)
                // The reconciler changes nothing that comes from the cache, and apps may be a megabyte each.
                .withResourceCloner(new NoCloner())
                .withConcurrentReconciliationThreads(8)
                .withReconciliationTerminationTimeout(Duration.ofSeconds(2))
                .withUseSSAToPatchPrimaryResource(true)
                // Or else it starts with an empty cache when the API server is away, and pods would lose everything.
                .withStopOnInformerErrorDuringStartup(true);
        Lease lease = settings.lease();
        if (lease != null) {
            sdkSettings.withLeaderElectionConfiguration(new LeaderElectionConfiguration(
                    lease.name(),
                    lease.namespace(),
                    lease.duration(),
                    lease.duration().multipliedBy(2).dividedBy(3),
                    lease.duration().dividedBy(8),
                    lease.identity(),
                    new LeaderCallbacks(engine::lead, this::deposed, leader -> {}),
                    false));
        }
    }

    private static final class NoCloner implements Cloner {
        @Override
        public <T extends HasMetadata> T clone(T object) {
            return object;
        }
    }

    private void configure(ControllerConfigurationOverrider<NanoApp> controller) {
        controller.withRetry(new GenericRetry()
                .setInitialInterval(500)
                .setIntervalMultiplier(2)
                .setMaxInterval(60_000)
                .withoutMaxAttempts());
        if (!settings.namespaces().isEmpty()) {
            controller.settingNamespaces(settings.namespaces());
        }
    }

    private void deposed() {
        log.atWarn().log("not_leading_any_more");
        engine.close();
        settings.whenDeposed().run();
    }

    private void sourceChanged(Set<AppKey> users) {
        wakeUps.sourceChanged(users);
        engine.markDirty();
    }

    private void markDirty() {
        engine.markDirty();
    }

    private final class Marker implements StatusWakeUps.Listener {

        @Override
        public void applied(NanoApp app) {
            sources.refer(AppKey.of(app), References.of(app));
            engine.markDirty();
        }

        @Override
        public void deleted(AppKey key) {
            sources.refer(key, Set.of());
            engine.markDirty();
        }
    }

    @Override
    public @Nullable String healthz() {
        if (!isStarted) {
            return null;
        }
        List<InformerHealth.State> informers = InformerHealth.unhealthy(sdk.getRuntimeInfo());
        PodDiscovery pods = discovery;
        if (pods != null) {
            informers.add(pods.health());
        }
        if (namespaces != null) {
            informers.add(namespaces.health());
        }
        informers.addAll(sources.health());
        String ailment = informerHealth.ailment(informers);
        return ailment == null ? engine.ailment() : ailment;
    }

    @Override
    public @Nullable String readyz() {
        return isStarted ? null : "starting";
    }

    /** Where probes and metrics are. */
    public InetSocketAddress probes() {
        return probes.address();
    }

    /** So that a standby need not wait until it has run out; the SDK leaves it as it is. */
    private void releaseLease() {
        Lease lease = settings.lease();
        if (lease == null) {
            return;
        }
        try {
            settings.kubernetes()
                    .leases()
                    .inNamespace(lease.namespace())
                    .withName(lease.name())
                    .edit(held -> {
                        if (lease.identity().equals(held.getSpec().getHolderIdentity())) {
                            held.getSpec().setHolderIdentity("");
                        }
                        return held;
                    });
        } catch (RuntimeException e) {
            log.atInfo().addKeyValue("error", e.getMessage()).log("lease_not_released");
        }
    }

    @Override
    public void close() {
        isStarted = false;
        engine.close();
        probes.close();
        sdk.stop();
        releaseLease();
        PodDiscovery pods = discovery;
        if (pods != null) {
            pods.close();
        }
        if (namespaces != null) {
            namespaces.close();
        }
        sources.close();
        client.close();
        metrics.close();
    }
}
