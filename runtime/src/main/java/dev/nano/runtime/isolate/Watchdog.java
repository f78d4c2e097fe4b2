package dev.nano.runtime.isolate;

import dev.nano.runtime.log.Failures;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at everything that runs, every few milliseconds, and never runs JavaScript itself. */
final class Watchdog {

    private static final Logger log = LoggerFactory.getLogger(Watchdog.class);

    private static final long TICK_MILLIS = 5;
    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** A tick that comes later than this says more about the machine than about those who are looked at. */
    private static final long LONGEST_TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Isolates isolates;
    private final List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
    private long lastSweepAt = System.nanoTime();
    private long lastTickAt = lastSweepAt;
    private long lastCollectorMillis;

    Watchdog(Isolates isolates) {
        this.isolates = isolates;
    }

    void start() {
        var _ = isolates.watchClock()
                .scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        try {
            long now = System.nanoTime();
            long tickNanos = Math.min(now - lastTickAt, LONGEST_TICK_NANOS);
            lastTickAt = now;
            long tickQuietNanos = Math.max(0, tickNanos - collectorNanos());
            for (Isolate isolate : isolates.threads().running()) {
                isolate.check(tickNanos, tickQuietNanos);
                isolate.pool().tick(now);
            }
            isolates.pressure().tick(now);
            if (now - lastSweepAt > SWEEP_NANOS) {
                lastSweepAt = now;
                isolates.sweep(now);
            }
        } catch (RuntimeException | Error e) {
            // Whatever is thrown out of here would end the ticking for good, and with it every limit.
            Failures.tell(log, "watchdog_tick_failed", e);
        }
    }

    /** What collectors have taken since the last tick. */
    private long collectorNanos() {
        long millis = 0;
        for (GarbageCollectorMXBean collector : collectors) {
            millis += collector.getCollectionTime();
        }
        long since = millis - lastCollectorMillis;
        lastCollectorMillis = millis;
        return TimeUnit.MILLISECONDS.toNanos(since);
    }
}
