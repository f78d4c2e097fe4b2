package dev.nano.runtime.metrics;

import dev.nano.runtime.app.AppTable;
import dev.nano.runtime.isolate.Isolates;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.netty4.NettyAllocatorMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Everything that {@code /metrics} shows. All methods may be called on any thread. */
public final class Metrics implements AutoCloseable {

    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private static final String HIDDEN =
            "1 if series with the labels app and host are left out of this response because the request has no token:"
                    + " send authorization: Bearer TOKEN with the token of --metrics-token-file or of the admin API.";
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final PrometheusMeterRegistry ofProcess;
    /** With the series of apps, which name every app and hostname. */
    private final PrometheusMeterRegistry ofAll;

    private final JvmGcMetrics gc = new JvmGcMetrics();
    /** Micrometer refers to what it counts only weakly. */
    private final Queue<LongSupplier> counted = new ConcurrentLinkedQueue<>();

    /** @param version of the runtime */
    public Metrics(Supplier<AppTable> table, Isolates isolates, String version) {
        registry.getPrometheusRegistry().register(new BuildInfo(version, isolates.mode()));
        List.<MeterBinder>of(
                        gc,
                        new JvmMemoryMetrics(),
                        new JvmThreadMetrics(),
                        new ClassLoaderMetrics(),
                        new ProcessorMetrics(),
                        new UptimeMetrics(),
                        new FileDescriptorMetrics())
                .forEach(binder -> binder.bindTo(registry));
        if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider netty) {
            new NettyAllocatorMetrics(netty).bindTo(registry);
        }
        Gauge.builder("nano.stuck.threads", isolates::stuckThreads)
                .description("Threads in work that cannot be interrupted, after their isolate was ended.")
                .register(registry);
        ofProcess = view(hidden(true));
        ofAll = view(hidden(false), new AppSeries(table), new CostSeries(table, isolates));
    }

    /** @param collectors what the scrape shows beside the series of the process */
    private PrometheusMeterRegistry view(MultiCollector... collectors) {
        var view = new PrometheusRegistry();
        view.register((MultiCollector) registry.getPrometheusRegistry()::scrape);
        for (MultiCollector collector : collectors) {
            view.register(collector);
        }
        return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, view, Clock.SYSTEM);
    }

    /**
     * Adds the series of a listener.
     *
     * @param listener what it serves, for example {@code http} or {@code admin}
     * @param open connections open now
     * @param accepted connections since the start
     * @param rejected requests that no handler has seen, because they were malformed, too large or too slow
     */
    public void listener(String listener, LongSupplier open, LongSupplier accepted, LongSupplier rejected) {
        Gauge.builder("nano.connections", open::getAsLong)
                .description("Open connections.")
                .tag("listener", listener)
                .register(registry);
        count("nano.connections.accepted", "Connections since the start.", listener, accepted);
        count(
                "nano.requests.rejected",
                "Requests that were malformed, too large or too slow to reach an app.",
                listener,
                rejected);
    }

    private void count(String name, String description, String listener, LongSupplier value) {
        counted.add(value);
        FunctionCounter.builder(name, value, LongSupplier::getAsLong)
                .description(description)
                .tag("listener", listener)
                .register(registry);
    }

    /**
     * Adds the series of the log.
     *
     * @param dropped lines since the start that found no room because standard output was too slow
     */
    public void log(LongSupplier dropped) {
        counted.add(dropped);
        FunctionCounter.builder("nano.log.lines.dropped", dropped, LongSupplier::getAsLong)
                .description("Log lines that were dropped because standard output was too slow.")
                .register(registry);
    }

    /**
     * Adds the series of the state directory.
     *
     * @param count apps that are not kept there as they are served
     */
    public void unwrittenApps(IntSupplier count) {
        Gauge.builder("nano.state.unwritten.apps", count::getAsInt)
                .description("Apps that are not in the state directory as they are served; tried again by itself.")
                .register(registry);
    }

    /** The content type to answer with: OpenMetrics if {@code accept} names it, else Prometheus' text. */
    public static String format(@Nullable String accept) {
        return accept != null && accept.contains("application/openmetrics-text") ? OPEN_METRICS : TEXT;
    }

    /**
     * The series in a format of {@link #format}.
     *
     * @param withApps whether series that name apps and hostnames are among them; {@code nano_app_series_hidden} tells
     */
    public byte[] scrape(String format, boolean withApps) {
        var out = new ByteArrayOutputStream(64 * 1024);
        try {
            (withApps ? ofAll : ofProcess).scrape(out, format);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return out.toByteArray();
    }

    private static MultiCollector hidden(boolean isHidden) {
        var gauge = new dev.nano.runtime.metrics.Gauge("nano_app_series_hidden", HIDDEN);
        gauge.add(Labels.EMPTY, isHidden ? 1 : 0);
        var series = new MetricSnapshots(gauge.snapshot());
        return () -> series;
    }

    @Override
    public void close() {
        gc.close();
        ofProcess.close();
        ofAll.close();
        registry.close();
    }
}
