package dev.nano.operator.kube;

import dev.nano.operator.desired.AppKey;
import dev.nano.operator.desired.Sources;
import dev.nano.operator.log.Failures;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ConfigMaps and Secrets that NanoApps refer to: one watch for each of them by name, so that the operator neither reads nor
 * holds what nobody refers to. All methods may be called on any thread.
 */
public final class WatchedSources implements Sources, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(WatchedSources.class);

    /** For an answer of the API server. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** Between two looks for watches that are lost. One that is lost at both is opened anew. */
    private static final Duration ROUND = Duration.ofSeconds(5);

    private final KubernetesClient client;
    private final boolean readsSecrets;
    private final Consumer<Set<AppKey>> changed;
    private final Map<Ref, Watched> watched = new HashMap<>();
    private final Map<AppKey, Set<Ref>> references = new HashMap<>();
    private final ScheduledExecutorService rounds = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("sources").daemon().factory());

    private record Watched(WatchedSource source, Set<AppKey> users) {}

    /** @param changed is told whose object is read for the first time, changes, comes or goes; must be quick */
    public WatchedSources(KubernetesClient client, boolean readsSecrets, Consumer<Set<AppKey>> changed) {
        // Informers try again by themselves.
        this.client = OneTry.of(client, TIMEOUT);
        this.readsSecrets = readsSecrets;
        this.changed = changed;
        rounds.scheduleWithFixedDelay(this::renewLost, ROUND.toMillis(), ROUND.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void renewLost() {
        Failures.survive(log, "sources_not_renewed", this::renewAllLost);
    }

    private void renewAllLost() {
        List<Watched> all;
        synchronized (this) {
            all = List.copyOf(watched.values());
        }
        for (Watched object : all) {
            // Or else there would be no round after this one.
            Failures.survive(log, "source_not_renewed", object.source()::renewIfLost);
        }
    }

    /** A NanoApp refers to these objects from now on, and to no others. */
    public synchronized void refer(AppKey app, Set<Ref> refs) {
        Set<Ref> before = refs.isEmpty() ? references.remove(app) : references.put(app, Set.copyOf(refs));
        for (Ref ref : refs) {
            Watched now = watched.computeIfAbsent(ref, this::watch);
            now.users().add(app);
        }
        if (before == null) {
            return;
        }
        for (Ref ref : before) {
            Watched now = watched.get(ref);
            if (!refs.contains(ref) && now != null) {
                now.users().remove(app);
                if (now.users().isEmpty()) {
                    watched.remove(ref);
                    now.source().close();
                }
            }
        }
    }

    private Watched watch(Ref ref) {
        Set<AppKey> users = new HashSet<>();
        return new Watched(WatchedSource.start(ref, resource(ref), () -> tell(users)), users);
    }

    /** Null when it may not be read. */
    private @Nullable Informable<? extends HasMetadata> resource(Ref ref) {
        return switch (ref.kind()) {
            case CONFIG_MAP -> client.configMaps().inNamespace(ref.namespace()).withName(ref.name());
            case SECRET ->
                readsSecrets ? client.secrets().inNamespace(ref.namespace()).withName(ref.name()) : null;
        };
    }

    private void tell(Set<AppKey> users) {
        Set<AppKey> now;
        synchronized (this) {
            now = Set.copyOf(users);
        }
        // Not under the lock: who is told may ask for other objects.
        changed.accept(now);
    }

    @Override
    public Lookup find(Ref ref) {
        Watched known;
        synchronized (this) {
            known = watched.get(ref);
        }
        return known == null ? new Lookup.Unknown() : known.source().lookup();
    }

    /** How many objects are watched. */
    public synchronized int size() {
        return watched.size();
    }

    /** How many of them cannot be read. */
    public synchronized int unreadable() {
        return (int) watched.values().stream()
                .filter(object -> object.source().lookup() instanceof Lookup.Unreadable)
                .count();
    }

    /** Whether what is known of them is what there is, as far as can be. */
    public synchronized boolean areCurrent() {
        return watched.values().stream().allMatch(object -> object.source().isCurrent());
    }

    /** Watches that have ended. One that cannot be read is no reason to start the operator anew: it would not be readable then. */
    public synchronized List<InformerHealth.State> ended() {
        List<InformerHealth.State> states = new ArrayList<>();
        watched.values().forEach(object -> {
            InformerHealth.State health = object.source().health();
            if (health != null && !health.isRunning()) {
                states.add(health);
            }
        });
        return states;
    }

    @Override
    public synchronized void close() {
        rounds.shutdownNow();
        watched.values().forEach(object -> object.source().close());
        watched.clear();
        references.clear();
    }
}
