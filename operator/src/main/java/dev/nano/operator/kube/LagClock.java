package dev.nano.operator.kube;

import dev.nano.operator.desired.AppKey;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** How long changes of NanoApps take until all pods serve them. May be called on any thread. */
public final class LagClock {

    private final LongSupplier nanos;
    /** Since when a change of a NanoApp is not served yet. */
    private final Map<AppKey, Long> changedAt = new ConcurrentHashMap<>();

    public LagClock() {
        this(System::nanoTime);
    }

    LagClock(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** It is declared anew, or something that it refers to has changed: the last change is what counts. */
    public void changed(AppKey key) {
        changedAt.put(key, nanos.getAsLong());
    }

    public void deleted(AppKey key) {
        changedAt.remove(key);
    }

    /** It is served as it is declared: how long that took, if it is news. */
    Optional<Duration> served(AppKey key) {
        return Optional.ofNullable(changedAt.remove(key)).map(since -> Duration.ofNanos(nanos.getAsLong() - since));
    }
}
