package dev.nano.operator.kube;

import dev.nano.operator.desired.Sources.Lookup;
import dev.nano.operator.desired.Sources.Ref;
import dev.nano.operator.pod.MonotonicClock;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.dsl.Informable;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One ConfigMap or Secret. All methods may be called on any thread. */
final class WatchedSource implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(WatchedSource.class);

    /** How long the API server may refuse the object before that is told. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final long NEVER = Long.MIN_VALUE;

    private final Ref ref;
    private final @Nullable Informable<? extends HasMetadata> resource;
    private final Runnable changed;

    private volatile Lookup lookup;

    /** Under the lock, as the next four. Null for what may not be read. */
    private @Nullable Watch<? extends HasMetadata> watch;

    /** Grows with each watch: what one says that was closed does not count. */
    private int opened;

    /** At the last look. */
    private boolean wasLost;

    private boolean isClosed;
    /** Since when the API server refuses it. */
    private long failingSince = NEVER;

    private WatchedSource(Ref ref, @Nullable Informable<? extends HasMetadata> resource, Runnable changed) {
        this.ref = ref;
        this.resource = resource;
        this.changed = changed;
        this.lookup = resource == null ? new Lookup.Forbidden() : new Lookup.Unknown();
    }

    /**
     * Begins to watch.
     *
     * @param resource null when it may not be read
     * @param changed is told of another {@link #lookup}; must be quick
     */
    static WatchedSource start(Ref ref, @Nullable Informable<? extends HasMetadata> resource, Runnable changed) {
        var source = new WatchedSource(ref, resource, changed);
        source.open();
        return source;
    }

    private void open() {
        Watch<? extends HasMetadata> next;
        int number;
        synchronized (this) {
            if (resource == null || isClosed) {
                return;
            }
            if (watch != null) {
                watch.close();
            }
            number = ++opened;
            next = watch(resource, number);
            watch = next;
        }
        next.start().thenRun(() -> refresh(number));
    }

    private Watch<? extends HasMetadata> watch(Informable<? extends HasMetadata> of, int number) {
        return new Watch<>(ref.toString(), of, () -> refresh(number), problem -> {
            log.atWarn()
                    .addKeyValue("source", ref)
                    .addKeyValue("namespace", ref.namespace())
                    .addKeyValue("error", problem.getMessage())
                    .log("source_not_watched");
            failed(number, problem);
        });
    }

    /** To be called now and then. A new watch begins with a list, whose refusal is told; what is known stays until then. */
    void renewIfLost() {
        if (isLostStill()) {
            open();
        }
    }

    private synchronized boolean isLostStill() {
        boolean isLost = watch != null && watch.isLost();
        boolean isStill = isLost && wasLost;
        wasLost = isLost && !isStill;
        return isStill;
    }

    /** Whether what is known of it is what there is, as far as can be: nobody can wait for one that is refused. */
    synchronized boolean isCurrent() {
        boolean isKnown = lookup instanceof Lookup.Found || lookup instanceof Lookup.Missing;
        return watch == null
                || !isKnown
                || failingSince != NEVER
                || watch.health().isWatching();
    }

    Lookup lookup() {
        return lookup;
    }

    private void refresh(int number) {
        if (isNews(number)) {
            changed.run();
        }
    }

    private void failed(int number, Throwable problem) {
        if (isUnreadable(number, problem)) {
            changed.run();
        }
    }

    /** Whether this failure makes it so. One that is no answer says nothing of the object: the API server is away. */
    private synchronized boolean isUnreadable(int number, Throwable problem) {
        Refusal refusal = Refusal.in(problem);
        if (refusal == null || number != opened) {
            return false;
        }
        long now = MonotonicClock.now();
        if (failingSince == NEVER) {
            failingSince = now;
        }
        // What was read once may go on a while: rights are taken away and given again by an upgrade.
        boolean isCertain = refusal.isForbidden() && lookup instanceof Lookup.Unknown;
        if (!isCertain && now - failingSince < PATIENCE.toMillis()) {
            return false;
        }
        return becomes(new Lookup.Unreadable(refusal.message()));
    }

    /** Events do not tell: what is known is ahead of them. */
    private synchronized boolean isNews(int number) {
        if (watch == null || isClosed || number != opened) {
            return false;
        }
        failingSince = NEVER;
        return becomes(watch.store().list().stream()
                .findFirst()
                .<Lookup>map(WatchedSource::found)
                .orElseGet(Lookup.Missing::new));
    }

    private boolean becomes(Lookup next) {
        boolean isNews = !next.equals(lookup);
        lookup = next;
        return isNews;
    }

    private static Lookup.Found found(HasMetadata object) {
        String uid = object.getMetadata().getUid();
        String version = object.getMetadata().getResourceVersion();
        return switch (object) {
            case ConfigMap map -> new Lookup.Found(uid, version, orEmpty(map.getData()), orEmpty(map.getBinaryData()));
            case Secret secret -> new Lookup.Found(uid, version, orEmpty(secret.getData()), Map.of());
            default -> throw new IllegalArgumentException(object.getKind());
        };
    }

    private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
        return map == null ? Map.of() : map;
    }

    /** Null when it is not watched and need not be. */
    synchronized InformerHealth.@Nullable State health() {
        return watch == null ? null : watch.health();
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        if (watch != null) {
            watch.close();
        }
    }
}
