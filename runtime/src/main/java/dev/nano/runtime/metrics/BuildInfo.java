package dev.nano.runtime.metrics;

import dev.nano.runtime.isolate.JavaScriptMode;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import java.util.List;

/** {@code nano_info}, always 1. A collector of its own because Micrometer has no metrics whose name ends in _info. */
final class BuildInfo implements Collector {

    private final InfoSnapshot info;

    BuildInfo(String version, JavaScriptMode javascript) {
        Labels labels = Labels.of("version", version, "javascript", javascript.word());
        info = new InfoSnapshot(
                new MetricMetadata("nano", "What is running."), List.of(new InfoDataPointSnapshot(labels)));
    }

    @Override
    public InfoSnapshot collect() {
        return info;
    }
}
