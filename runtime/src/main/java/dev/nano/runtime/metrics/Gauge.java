package dev.nano.runtime.metrics;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import java.util.ArrayList;
import java.util.List;

/** A gauge family of one scrape. */
final class Gauge {

    private final MetricMetadata metadata;
    private final List<GaugeDataPointSnapshot> points = new ArrayList<>();

    Gauge(String name, String help) {
        metadata = new MetricMetadata(name, help);
    }

    void add(Labels labels, long value) {
        points.add(new GaugeDataPointSnapshot(value, labels, null));
    }

    GaugeSnapshot snapshot() {
        return new GaugeSnapshot(metadata, points);
    }
}
