package dev.nano.operator.probe;

import dev.nano.operator.desired.Verdict;
import dev.nano.operator.engine.Engine;
import dev.nano.operator.engine.PodPhase;
import dev.nano.operator.pod.CallMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.function.IntSupplier;

/**
 * Everything that {@code /metrics} shows. Nothing is counted per NanoApp, so that the number of series does not grow with them.
 * May be called on any thread.
 */
public final class OperatorMetrics implements CallMeter, AutoCloseable {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics gc = new JvmGcMetrics();
    private final Timer lag = Timer.builder("nano.operator.lag")
            .description("From a NanoApp's change, as the operator hears of it, to the last pod's confirmation.")
            .serviceLevelObjectives(
                    Duration.ofMillis(25),
                    Duration.ofMillis(50),
                    Duration.ofMillis(100),
                    Duration.ofMillis(250),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(1),
                    Duration.ofMillis(2500),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(5))
            .register(registry);
    private final Counter statusWrites = Counter.builder("nano.operator.status.writes")
            .description("Statuses written.")
            .register(registry);

    public OperatorMetrics() {
        gc.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    /**
     * Adds what is read at each scrape.
     *
     * @param sources how many ConfigMaps and Secrets are watched
     * @param unreadable how many of them cannot be read
     */
    public void observe(Engine engine, IntSupplier sources, IntSupplier unreadable) {
        Gauge.builder("nano.operator.apps", engine, e -> count(e, Verdict.Accepted.class))
                .description("NanoApps by what became of them.")
                .tag("state", "accepted")
                .register(registry);
        Gauge.builder("nano.operator.apps", engine, e -> count(e, Verdict.Rejected.class))
                .tag("state", "rejected")
                .register(registry);
        Gauge.builder("nano.operator.apps", engine, e -> count(e, Verdict.Pending.class))
                .tag("state", "pending")
                .register(registry);
        Gauge.builder(
                        "nano.operator.desired.hostnames",
                        engine,
                        e -> e.current().byHostname().size())
                .description("Hostnames that every pod should serve.")
                .register(registry);
        Gauge.builder("nano.operator.queue", engine, Engine::pending)
                .description("Hostnames, on all pods together, that wait for a call or have one under way.")
                .register(registry);
        for (PodPhase phase : PodPhase.values()) {
            Gauge.builder("nano.operator.pods", engine, e -> e.podPhases().getOrDefault(phase, 0L))
                    .description("Runtime pods by state.")
                    .tag("state", phase.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        Gauge.builder("nano.operator.sources", sources, IntSupplier::getAsInt)
                .description("ConfigMaps and Secrets that are watched.")
                .strongReference(true)
                .register(registry);
        Gauge.builder("nano.operator.sources.unreadable", unreadable, IntSupplier::getAsInt)
                .description("ConfigMaps and Secrets that are watched but cannot be read.")
                .strongReference(true)
                .register(registry);
    }

    private static double count(Engine engine, Class<? extends Verdict> kind) {
        return engine.current().verdicts().values().stream()
                .filter(kind::isInstance)
                .count();
    }

    @Override
    public void called(String operation, String outcome, long nanos) {
        Timer.builder("nano.operator.calls")
                .description("Calls to runtime pods: what was asked and what came of it.")
                .tags(Tags.of("operation", operation, "outcome", outcome))
                .register(registry)
                .record(Duration.ofNanos(nanos));
    }

    /** A change has reached the last pod. */
    public void lag(Duration took) {
        lag.record(took);
    }

    public void statusWritten() {
        statusWrites.increment();
    }

    String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        gc.close();
        registry.close();
    }
}
