package dev.nano.operator.kube;

import dev.nano.api.NanoApp;
import dev.nano.api.NanoAppStatus;
import dev.nano.operator.desired.AppKey;
import dev.nano.operator.desired.Verdict;
import dev.nano.operator.engine.Engine;
import dev.nano.operator.pod.MonotonicClock;
import dev.nano.operator.probe.OperatorMetrics;
import dev.nano.operator.status.AppStatus;
import dev.nano.operator.status.PodView;
import dev.nano.operator.status.StatusPace;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the status of a NanoApp, and nothing else: what pods serve is the {@link Engine}'s business. The SDK calls it when
 * the NanoApp has changed or {@link StatusWakeUps} says so, for one NanoApp never twice at once, and again when it fails.
 */
@ControllerConfiguration(name = NanoAppReconciler.NAME)
public final class NanoAppReconciler implements Reconciler<NanoApp> {

    static final String NAME = "nano-operator";

    private static final Logger log = LoggerFactory.getLogger(NanoAppReconciler.class);

    /** Statuses in which only the number of pods changes are spread over time: 50 a second. */
    private static final long SPREAD_MS = 20;

    private final Engine engine;
    private final BooleanSupplier mayAct;
    private final StatusWakeUps wakeUps;
    private final LagClock lag;
    private final StatusEvents events;
    private final OperatorMetrics metrics;
    private final String scheme;
    private final long settleMs;
    /** From when on a status may say that a NanoApp is under way, by {@link MonotonicClock#now}. */
    private final Map<AppKey, Long> underWayFrom = new ConcurrentHashMap<>();

    /**
     * @param mayAct false when another operator may lead, which then writes statuses
     * @param scheme of the URL in statuses
     * @param settle how long the number of pods has to stay as it is before statuses that say nothing else new are written
     */
    public NanoAppReconciler(
            Engine engine,
            BooleanSupplier mayAct,
            StatusWakeUps wakeUps,
            LagClock lag,
            StatusEvents events,
            OperatorMetrics metrics,
            String scheme,
            Duration settle) {
        this.engine = engine;
        this.mayAct = mayAct;
        this.wakeUps = wakeUps;
        this.lag = lag;
        this.events = events;
        this.metrics = metrics;
        this.scheme = scheme;
        this.settleMs = settle.toMillis();
    }

    @Override
    public List<EventSource<?, NanoApp>> prepareEventSources(EventSourceContext<NanoApp> context) {
        wakeUps.connect(context.getPrimaryCache(), underWayFrom::remove);
        return List.of(wakeUps);
    }

    /** The SDK tries again after an exception, but an {@link Error} would leave the NanoApp under way for ever. */
    @Override
    public UpdateControl<NanoApp> reconcile(NanoApp app, Context<NanoApp> context) {
        try {
            return update(app, context);
        } catch (Error e) {
            throw new IllegalStateException(e);
        }
    }

    private UpdateControl<NanoApp> update(NanoApp app, Context<NanoApp> context) {
        if (!mayAct.getAsBoolean()) {
            return UpdateControl.noUpdate();
        }
        AppKey key = AppKey.of(app);
        Verdict verdict = engine.verdict(key);
        if (verdict == null || verdict instanceof Verdict.Pending || !isOf(verdict, app)) {
            // The engine wakes us up when it knows.
            return UpdateControl.noUpdate();
        }
        List<PodView> pods = engine.views(app.getSpec().hostname());
        if (pods == null) {
            return again(StatusPace.MOMENT_MS);
        }
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        NanoAppStatus next = AppStatus.of(app, verdict, pods, scheme, now);
        boolean isUnderWay = AppStatus.isUnderWay(verdict, pods);
        long time = MonotonicClock.now();
        var pace = new StatusPace(time, engine.podsChangedAt(), settleMs, spread(key), engine.backlog());
        StatusPace.Wait wait = pace.wait(app.getStatus(), next, isUnderWay, underWayFrom.get(key));
        if (wait.until() > time) {
            if (wait.underWayFrom() != null) {
                underWayFrom.put(key, wait.underWayFrom());
            }
            return again(wait.until() - time);
        }
        underWayFrom.remove(key);
        NanoAppStatus before = app.getStatus();
        if (AppStatus.isServed(next)) {
            // After a start everything is new, but nothing has changed.
            boolean isOld = before != null && AppStatus.isServed(before) && AppStatus.isSameApp(before, next);
            lag.served(key).filter(_ -> !isOld).ifPresent(metrics::lag);
        }
        if (!next.equals(before)) {
            write(app, next, context);
        }
        return UpdateControl.noUpdate();
    }

    private static boolean isOf(Verdict verdict, NanoApp app) {
        return verdict.of().uid().equals(app.getMetadata().getUid())
                && verdict.of().generation() == app.getMetadata().getGeneration();
    }

    /** A moment of the app's own, so that not all of them write at once. */
    private long spread(AppKey key) {
        long all = engine.current().verdicts().size() * SPREAD_MS;
        return Math.floorMod(key.hashCode() * 0x9E3779B97F4A7C15L, Math.max(all, 1));
    }

    private static UpdateControl<NanoApp> again(long millis) {
        return UpdateControl.<NanoApp>noUpdate().rescheduleAfter(Duration.ofMillis(millis));
    }

    private void write(NanoApp app, NanoAppStatus next, Context<NanoApp> context) {
        var fresh = new NanoApp();
        fresh.setMetadata(new ObjectMetaBuilder()
                .withName(app.getMetadata().getName())
                .withNamespace(app.getMetadata().getNamespace())
                .build());
        fresh.setStatus(next);
        NanoAppStatus before = app.getStatus();
        try {
            PrimaryUpdateAndCacheUtils.ssaPatchStatusAndCacheResource(app, fresh, context);
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                // It has just been deleted.
                return;
            }
            throw e;
        }
        metrics.statusWritten();
        var ready = AppStatus.ready(next);
        log.atInfo()
                .addKeyValue("app", AppKey.of(app))
                .addKeyValue("reason", ready == null ? "" : ready.getReason())
                .addKeyValue("pods", next.podsReady())
                .log("status_written");
        events.transition(app, before, next);
    }
}
