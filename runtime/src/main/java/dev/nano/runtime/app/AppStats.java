package dev.nano.runtime.app;

import dev.nano.runtime.exchange.Failure;
import dev.nano.runtime.exchange.Outcome;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What an app has answered so far, over all its versions. Written on event loops, read by admin and metrics. */
public final class AppStats {

    private final AtomicReference<@Nullable RequestTally> tally = new AtomicReference<>();
    private final LongAdder requests = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder timeoutKills = new LongAdder();
    private final LongAdder memoryKills = new LongAdder();
    private final LongAdder cpuKills = new LongAdder();
    private final LongAdder reloads = new LongAdder();
    private final LongAdder failedReloads = new LongAdder();

    void over(Outcome outcome) {
        requests.increment();
        if (outcome.status() >= 500) {
            errors.increment();
        }
        if (outcome.failure() == Failure.TIMEOUT) {
            timeoutKills.increment();
        } else if (outcome.failure() == Failure.MEMORY_LIMIT) {
            memoryKills.increment();
        } else if (outcome.failure() == Failure.CPU_LIMIT) {
            cpuKills.increment();
        }
        RequestTally counted = tally.get();
        if (counted == null) {
            tally.compareAndSet(null, new RequestTally());
            counted = Objects.requireNonNull(tally.get());
        }
        counted.add(outcome);
    }

    void reloaded(boolean success) {
        (success ? reloads : failedReloads).increment();
    }

    /** The same in more detail; null before the first request is over. */
    public @Nullable RequestTally tally() {
        return tally.get();
    }

    /** Requests that are over. */
    public long requests() {
        return requests.sum();
    }

    /** Requests that were answered with a status of 500 or more. */
    public long errors() {
        return errors.sum();
    }

    /** Requests that ended because their time was up. */
    public long timeouts() {
        return timeoutKills.sum();
    }

    /** Requests that ended because their isolate held too much memory. */
    public long memoryLimitHits() {
        return memoryKills.sum();
    }

    /** Requests that ended because they had used too much processor time. */
    public long cpuLimitHits() {
        return cpuKills.sum();
    }

    /** Versions that replaced an older one. */
    public long reloads() {
        return reloads.sum();
    }

    /** Versions that did not load while an older one kept serving, or none did. */
    public long failedReloads() {
        return failedReloads.sum();
    }
}
