package dev.nano.operator;

import dev.nano.api.NanoApp;
import dev.nano.operator.OperatorSettings.Runtimes;
import dev.nano.operator.desired.AppKey;
import dev.nano.operator.desired.Planner;
import dev.nano.operator.desired.Policy;
import dev.nano.operator.desired.References;
import dev.nano.operator.engine.Engine;
import dev.nano.operator.kube.InformerHealth;
import dev.nano.operator.kube.LagClock;
import dev.nano.operator.kube.LeaderElection;
import dev.nano.operator.kube.NamespaceWatch;
import dev.nano.operator.kube.NanoAppReconciler;
import dev.nano.operator.kube.PodDiscovery;
import dev.nano.operator.kube.SdkSettings;
import dev.nano.operator.kube.StatusEvents;
import dev.nano.operator.kube.StatusWakeUps;
import dev.nano.operator.kube.WatchedSources;
import dev.nano.operator.log.Failures;
import dev.nano.operator.pod.AdminClient;
import dev.nano.operator.pod.RuntimePod;
import dev.nano.operator.probe.OperatorMetrics;
import dev.nano.operator.probe.ProbeServer;
import io.javaoperatorsdk.operator.Operator;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running operator: puts the parts together. */
public final class NanoOperator implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(NanoOperator.class);

    /** Between two looks whether everything is watched. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private static final int UNUSUAL_LOOKS = 20;

    private final OperatorMetrics metrics = new OperatorMetrics();
    private final OperatorSettings settings;
    private final AdminClient client;
    private final Engine engine;
    private final WatchedSources sources;
    private final LagClock lag = new LagClock();
    private final StatusWakeUps wakeUps;
    private final Operator sdk;
    private final OperatorHealth health;
    private final ProbeServer probes;
    private final @Nullable NamespaceWatch namespaces;
    private final @Nullable LeaderElection election;
    private @Nullable PodDiscovery discovery;

    private NanoOperator(OperatorSettings settings) throws IOException {
        this.settings = settings;
        LeaderElection.Settings lease = settings.lease();
        this.election =
                lease == null ? null : new LeaderElection(settings.kubernetes(), lease, this::elected, this::deposed);
        this.client = new AdminClient(settings.token(), settings.trust(), this::mayAct);
        this.sources = new WatchedSources(settings.kubernetes(), settings.readsSecrets(), this::sourceChanged);
        this.namespaces =
                settings.policy().needsLabels() ? new NamespaceWatch(settings.kubernetes(), this::markDirty) : null;
        Policy.NamespaceLabels labels = namespaces == null ? namespace -> Map.of() : namespaces;
        var planner = new Planner(sources, settings.policy(), labels, settings.linger());
        this.engine = new Engine(planner, client, settings.sync(), metrics);
        this.wakeUps = new StatusWakeUps(new Marker());
        this.engine.connect(wakeUps::all, wakeUps::wake);
        this.sdk = SdkSettings.operator(settings.kubernetes());
        this.sdk.register(
                new NanoAppReconciler(
                        engine,
                        this::mayAct,
                        wakeUps,
                        lag,
                        new StatusEvents(settings.kubernetes()),
                        metrics,
                        settings.urlScheme(),
                        settings.sync().settle()),
                controller -> SdkSettings.controller(controller, settings.namespaces()));
        metrics.observe(engine, sources::size, sources::unreadable);
        this.health = new OperatorHealth(new InformerHealth(settings.kubernetes()), engine::ailment);
        health.watch(() -> InformerHealth.unhealthy(sdk.getRuntimeInfo()));
        health.watch(sources::ended);
        this.probes = ProbeServer.start(settings.probes(), health, metrics);
    }

    /**
     * Starts to watch, and to lead at once or when it is elected. Returns when all NanoApps are known.
     *
     * @throws IOException when the probes cannot be served
     */
    public static NanoOperator start(OperatorSettings settings) throws IOException {
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
            health.watch(() -> List.of(namespaces.health()));
        }
        switch (settings.runtimes()) {
            case Runtimes.Fixed(List<URI> endpoints) ->
                engine.pods(endpoints.stream()
                        .map(RuntimePod::fixed)
                        .collect(Collectors.toMap(RuntimePod::name, Function.identity(), (one, _) -> one)));
            case Runtimes.Discovered(PodDiscovery.Settings pods) -> {
                PodDiscovery started = PodDiscovery.start(settings.kubernetes(), pods, engine);
                discovery = started;
                health.watch(() -> List.of(started.health()));
            }
        }
        sdk.start();
        health.started();
        // Not before everything is known: whoever leads takes from pods what is not there.
        if (election == null) {
            engine.lead();
        } else {
            election.start();
        }
        log.atInfo()
                .addKeyValue("apps", wakeUps.all().size())
                .addKeyValue("probes", probes.address())
                .log("operator_started");
    }

    private boolean mayAct() {
        return election == null || election.mayAct();
    }

    /**
     * A standby may have been cut off from the API server: from what it knew before, pods would lose what has come since. Its
     * watches need up to half a minute more than its Lease to be there again.
     */
    private void elected() {
        Thread.ofVirtual().name("catch-up").start(() -> {
            for (int looks = 1; !engine.isClosed() && !isCaughtUp(); looks++) {
                if (looks == UNUSUAL_LOOKS) {
                    log.atWarn().log("elected_before_watching");
                }
                LockSupport.parkNanos(LOOK_NANOS);
            }
            engine.lead();
        });
    }

    /** A leader that never begins would be worse than one whose look has failed. */
    private boolean isCaughtUp() {
        try {
            return health.isWatching() && sources.areCurrent();
        } catch (Throwable e) {
            Failures.tell(log, "watches_not_looked_at", e);
            return false;
        }
    }

    private void deposed() {
        engine.close();
        settings.whenDeposed().run();
    }

    private void sourceChanged(Set<AppKey> users) {
        users.forEach(lag::changed);
        engine.markDirty();
    }

    private void markDirty() {
        engine.markDirty();
    }

    private final class Marker implements StatusWakeUps.Listener {

        @Override
        public void applied(NanoApp app) {
            AppKey key = AppKey.of(app);
            lag.changed(key);
            Failures.survive(log, "sources_not_watched", () -> sources.refer(key, References.of(app)));
            engine.markDirty();
        }

        @Override
        public void deleted(AppKey key) {
            lag.deleted(key);
            Failures.survive(log, "sources_not_left", () -> sources.refer(key, Set.of()));
            engine.markDirty();
        }
    }

    /** Why it should be started anew, or null. */
    public @Nullable String healthz() {
        return health.healthz();
    }

    /** Where probes and metrics are. */
    public InetSocketAddress probes() {
        return probes.address();
    }

    @Override
    public void close() {
        health.stopped();
        engine.close();
        probes.close();
        sdk.stop();
        if (election != null) {
            election.close();
        }
        if (discovery != null) {
            discovery.close();
        }
        if (namespaces != null) {
            namespaces.close();
        }
        sources.close();
        client.close();
        metrics.close();
    }
}
