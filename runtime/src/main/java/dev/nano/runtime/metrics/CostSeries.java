package dev.nano.runtime.metrics;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import dev.nano.runtime.app.App;
import dev.nano.runtime.app.AppTable;
import dev.nano.runtime.isolate.Cost;
import dev.nano.runtime.isolate.IsolatePool;
import dev.nano.runtime.isolate.Isolates;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * What each app has cost. Measured are the threads while they run the code of an app; {@code platform} is what the process has
 * used besides (network, compiler, collector), {@code removed} what apps have used that are no more. These two have no label
 * {@code host}, which every app has.
 */
final class CostSeries implements MultiCollector {

    private static final Labels PLATFORM = Labels.of("app", "platform");
    private static final Labels REMOVED = Labels.of("app", "removed");

    private final Supplier<AppTable> table;
    private final Isolates isolates;
    private final OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    // Counters never go back, although what they are computed from is read at different times.
    private final Rest cpuNanos = new Rest();
    private final Rest allocatedBytes = new Rest();

    /** What belongs to no app of the table. */
    private static final class Rest {
        private long platform;
        private long removed;

        void update(long process, long apps, long present) {
            platform = Math.max(platform, process - apps);
            removed = Math.max(removed, apps - present);
        }
    }

    CostSeries(Supplier<AppTable> table, Isolates isolates) {
        this.table = table;
        this.isolates = isolates;
    }

    @Override
    public synchronized MetricSnapshots collect() {
        Cost all = isolates.cost();
        List<App> apps = new ArrayList<>(table.get().apps());
        return new MetricSnapshots(List.<MetricSnapshot>of(
                series(
                        new Counter("nano_cpu_seconds", "Processor time used by the code of the app."),
                        apps,
                        Cost::cpuNanos,
                        all,
                        process.getProcessCpuTime(),
                        cpuNanos,
                        1e-9),
                series(
                        new Counter("nano_allocated_bytes", "Heap allocated by the code of the app."),
                        apps,
                        Cost::allocatedBytes,
                        all,
                        threads.getTotalThreadAllocatedBytes(),
                        allocatedBytes,
                        1)));
    }

    private static MetricSnapshot series(
            Counter counter,
            List<App> apps,
            ToLongFunction<Cost> value,
            Cost all,
            long process,
            Rest rest,
            double unit) {
        long present = 0;
        for (App app : apps) {
            IsolatePool pool = app.isolates();
            long used = pool == null ? 0 : value.applyAsLong(pool.cost());
            present += used;
            counter.add(AppSeries.labels(app), used * unit);
        }
        rest.update(process, value.applyAsLong(all), present);
        counter.add(PLATFORM, rest.platform * unit);
        counter.add(REMOVED, rest.removed * unit);
        return counter.snapshot();
    }
}
