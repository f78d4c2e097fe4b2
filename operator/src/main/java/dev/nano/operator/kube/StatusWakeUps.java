package dev.nano.operator.kube;

import dev.nano.api.NanoApp;
import dev.nano.api.Quarantine;
import dev.nano.operator.desired.AppKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.IndexedResourceCache;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Between the SDK and the engine: tells the engine of each event of a NanoApp, deletions included, on the informer's thread; and
 * lets the SDK reconcile NanoApps whose status the engine thinks may have changed.
 */
public final class StatusWakeUps extends AbstractEventSource<Void, NanoApp> implements ResourceEventAware<NanoApp> {

    /** Hears of NanoApps; must be quick. */
    public interface Listener {

        void applied(NanoApp app);

        void deleted(AppKey key);
    }

    private final Listener listener;
    private volatile @Nullable IndexedResourceCache<NanoApp> cache;
    private volatile Consumer<AppKey> forget = key -> {};

    public StatusWakeUps(Listener listener) {
        super(Void.class, "status");
        this.listener = listener;
    }

    /** @param whenDeleted hears of each NanoApp that is gone */
    void connect(IndexedResourceCache<NanoApp> primaryCache, Consumer<AppKey> whenDeleted) {
        cache = primaryCache;
        forget = whenDeleted;
    }

    /** All NanoApps there are. */
    public Collection<NanoApp> all() {
        return Objects.requireNonNull(cache, "the reconciler is not registered")
                .list()
                .toList();
    }

    /** Lets the SDK reconcile these. */
    public void wake(Set<AppKey> keys) {
        var handler = getEventHandler();
        if (handler != null) {
            keys.forEach(key -> handler.handleEvent(new Event(new ResourceID(key.name(), key.namespace()))));
        }
    }

    @Override
    public void onResourceCreated(NanoApp app) {
        listener.applied(app);
    }

    @Override
    public void onResourceUpdated(NanoApp app, NanoApp before) {
        if (!Objects.equals(generation(app), generation(before))
                || app.getMetadata().getDeletionTimestamp() != null
                || !Objects.equals(lift(app), lift(before))
                || !Objects.equals(
                        app.getMetadata().getUid(), before.getMetadata().getUid())) {
            listener.applied(app);
        }
    }

    private static @Nullable String lift(HasMetadata app) {
        Map<String, String> annotations = app.getMetadata().getAnnotations();
        return annotations == null ? null : annotations.get(Quarantine.LIFT);
    }

    private static @Nullable Long generation(HasMetadata app) {
        return app.getMetadata().getGeneration();
    }

    @Override
    public void onResourceDeleted(NanoApp app) {
        AppKey key = AppKey.of(app);
        forget.accept(key);
        listener.deleted(key);
    }

    @Override
    public Set<Void> getSecondaryResources(NanoApp primary) {
        return Set.of();
    }
}
