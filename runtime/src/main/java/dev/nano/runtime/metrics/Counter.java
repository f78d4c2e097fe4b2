package dev.nano.runtime.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import java.util.ArrayList;
import java.util.List;

/** A counter family of one scrape. */
final class Counter {

    private final MetricMetadata metadata;
    private final List<CounterDataPointSnapshot> points = new ArrayList<>();

    /** @param name without {@code _total} */
    Counter(String name, String help) {
        metadata = new MetricMetadata(name, help);
    }

    void add(Labels labels, long value) {
        add(labels, (double) value);
    }

    void add(Labels labels, double value) {
        points.add(new CounterDataPointSnapshot(value, labels, null, 0));
    }

    CounterSnapshot snapshot() {
        return new CounterSnapshot(metadata, points);
    }
}
