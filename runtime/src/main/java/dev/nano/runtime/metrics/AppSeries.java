package dev.nano.runtime.metrics;

import dev.nano.runtime.app.App;
import dev.nano.runtime.app.AppStats;
import dev.nano.runtime.app.AppTable;
import dev.nano.runtime.app.RequestTally;
import dev.nano.runtime.isolate.IsolatePool;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** The series of all apps, with the labels {@code app} (its name) and {@code host} (the hostname that identifies it). */
final class AppSeries implements MultiCollector {

    private static final double[] BOUNDS = RequestTally.boundsSeconds();

    private final Supplier<AppTable> table;

    AppSeries(Supplier<AppTable> table) {
        this.table = table;
    }

    @Override
    public MetricSnapshots collect() {
        Collection<App> apps = table.get().apps();
        return new MetricSnapshots(List.<MetricSnapshot>of(
                requests(apps),
                seconds(apps),
                limitKills(apps),
                reloads(apps),
                gauge(
                        "nano_isolates",
                        "Isolates that take requests.",
                        apps,
                        app -> pool(app, IsolatePool::isolateCount)),
                gauge(
                        "nano_isolate_memory_bytes",
                        "Live heap of the app's largest isolate when it was last measured.",
                        apps,
                        app -> pool(app, IsolatePool::liveBytes)),
                gauge(
                        "nano_queue_length",
                        "Requests that are waiting or running.",
                        apps,
                        app -> pool(app, IsolatePool::pending)),
                gauge(
                        "nano_quarantined",
                        "1 while a thread of the app is stuck in work that cannot be interrupted.",
                        apps,
                        app -> app.state() == App.State.QUARANTINED ? 1 : 0)));
    }

    private static MetricSnapshot requests(Collection<App> apps) {
        var counter = new Counter("nano_requests", "Requests that are over, by class of their status.");
        for (App app : apps) {
            RequestTally tally = app.stats().tally();
            for (int i = 0; tally != null && i < RequestTally.STATUS_CLASSES; i++) {
                long count = tally.count(i);
                if (count > 0) {
                    counter.add(labels(app).add("status", i == 0 ? "none" : i + "xx"), count);
                }
            }
        }
        return counter.snapshot();
    }

    private static MetricSnapshot seconds(Collection<App> apps) {
        List<HistogramDataPointSnapshot> points = new ArrayList<>();
        for (App app : apps) {
            RequestTally tally = app.stats().tally();
            if (tally != null) {
                var buckets = ClassicHistogramBuckets.of(BOUNDS, tally.durations());
                points.add(
                        new HistogramDataPointSnapshot(buckets, tally.totalSeconds(), labels(app), Exemplars.EMPTY, 0));
            }
        }
        return new HistogramSnapshot(
                new MetricMetadata("nano_request_seconds", "From the head of a request to the end of its answer."),
                points);
    }

    private static MetricSnapshot limitKills(Collection<App> apps) {
        var counter = new Counter("nano_limit_kills", "Requests that were ended because the app broke a limit.");
        for (App app : apps) {
            AppStats stats = app.stats();
            counter.add(labels(app).add("limit", "timeout"), stats.timeouts());
            counter.add(labels(app).add("limit", "memory"), stats.memoryLimitHits());
            counter.add(labels(app).add("limit", "cpu"), stats.cpuLimitHits());
        }
        return counter.snapshot();
    }

    private static MetricSnapshot reloads(Collection<App> apps) {
        var counter = new Counter("nano_reloads", "New versions of the app, by whether they loaded.");
        for (App app : apps) {
            AppStats stats = app.stats();
            counter.add(labels(app).add("result", "success"), stats.reloads());
            counter.add(labels(app).add("result", "failure"), stats.failedReloads());
        }
        return counter.snapshot();
    }

    private static MetricSnapshot gauge(String name, String help, Collection<App> apps, ToLongFunction<App> value) {
        var gauge = new Gauge(name, help);
        apps.forEach(app -> gauge.add(labels(app), value.applyAsLong(app)));
        return gauge.snapshot();
    }

    private static long pool(App app, ToLongFunction<IsolatePool> value) {
        IsolatePool isolates = app.isolates();
        return isolates == null ? 0 : value.applyAsLong(isolates);
    }

    static Labels labels(App app) {
        return Labels.of("app", app.spec().name(), "host", app.host());
    }
}
