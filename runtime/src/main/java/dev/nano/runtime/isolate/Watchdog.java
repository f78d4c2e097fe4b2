package dev.nano.runtime.isolate;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at everything that runs, every few milliseconds, and never runs JavaScript itself. */
final class Watchdog {

    private static final Logger log = LoggerFactory.getLogger(Watchdog.class);

    private static final long TICK_MILLIS = 5;
    private static final long LONG_TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** Processor time. Nearly all that can be cancelled ends within 50 ms, the slowest measured case within 1.4 s. */
    private static final Duration STUCK_AFTER = Duration.ofMillis(1500);

    private final Isolates isolates;
    private long lastSweepAt = System.nanoTime();

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
            int longTurns = 0;
            for (Isolate isolate : isolates.threads().running()) {
                isolate.check(STUCK_AFTER);
                if (isolate.isBusyFor(LONG_TURN_NANOS)) {
                    longTurns++;
                }
                isolate.pool().tick(now);
            }
            isolates.threads().makeRoomFor(longTurns);
            isolates.pressure().tick(now);
            if (now - lastSweepAt > SWEEP_NANOS) {
                lastSweepAt = now;
                isolates.sweep(now);
            }
        } catch (RuntimeException | Error e) {
            // Whatever is thrown out of here would end the ticking for good, and with it every limit.
            log.atError().setCause(e).log("watchdog_tick_failed");
        }
    }
}
