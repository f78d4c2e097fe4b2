package dev.nano.operator.kube;

import dev.nano.operator.desired.AppKey;
import dev.nano.operator.desired.Sources;
import dev.nano.operator.pod.MonotonicClock;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    /** How long the API server may refuse an object before that is told. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final long NEVER = Long.MIN_VALUE;

    private final KubernetesClient client;
    private final boolean readsSecrets;
    private final Consumer<Set<AppKey>> changed;
    private final Map<Ref, Watched> watched = new HashMap<>();
    private final Map<AppKey, Set<Ref>> references = new HashMap<>();

    /** @param changed is told whose object is read for the first time, changes, comes or goes; must be quick */
    public WatchedSources(KubernetesClient client, boolean readsSecrets, Consumer<Set<AppKey>> changed) {
        // Informers try again by themselves.
        this.client = OneTry.of(client, PATIENCE);
        this.readsSecrets = readsSecrets;
        this.changed = changed;
    }

    /** A NanoApp refers to these objects from now on, and to no others. */
    public synchronized void refer(AppKey app, Set<Ref> refs) {
        Set<Ref> before = refs.isEmpty() ? references.remove(app) : references.put(app, Set.copyOf(refs));
        for (Ref ref : refs) {
            Watched now = watched.computeIfAbsent(ref, this::watch);
            now.users.add(app);
        }
        if (before == null) {
            return;
        }
        for (Ref ref : before) {
            Watched now = watched.get(ref);
            if (!refs.contains(ref) && now != null) {
                now.users.remove(app);
                if (now.users.isEmpty()) {
                    watched.remove(ref);
                    now.close();
                }
            }
        }
    }

    private Watched watch(Ref ref) {
        return switch (ref.kind()) {
            case CONFIG_MAP ->
                new Watched(
                        ref, client.configMaps().inNamespace(ref.namespace()).withName(ref.name()));
            case SECRET ->
                readsSecrets
                        ? new Watched(
                                ref,
                                client.secrets().inNamespace(ref.namespace()).withName(ref.name()))
                        : new Watched();
        };
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

    @Override
    public Lookup find(Ref ref) {
        Watched known;
        synchronized (this) {
            known = watched.get(ref);
        }
        return known == null ? new Lookup.Unknown() : known.lookup;
    }

    /** How many objects are watched. */
    public synchronized int size() {
        return watched.size();
    }

    /** How many of them cannot be read. */
    public synchronized int unreadable() {
        return (int) watched.values().stream()
                .filter(object -> object.lookup instanceof Lookup.Unreadable)
                .count();
    }

    /** Watches that have ended. One that cannot be read is no reason to start the operator anew: it would not be readable then. */
    public synchronized List<InformerHealth.State> ended() {
        List<InformerHealth.State> states = new ArrayList<>();
        watched.values().forEach(object -> {
            if (object.watch != null && !object.watch.health().isRunning()) {
                states.add(object.watch.health());
            }
        });
        return states;
    }

    @Override
    public synchronized void close() {
        watched.values().forEach(Watched::close);
        watched.clear();
        references.clear();
    }

    private synchronized Set<AppKey> usersOf(Watched object) {
        return Set.copyOf(object.users);
    }

    /** One object. */
    private final class Watched {

        private final Set<AppKey> users = new HashSet<>();
        private final @Nullable Watch<? extends HasMetadata> watch;
        private volatile Lookup lookup = new Lookup.Unknown();
        /** Since when the API server refuses it. */
        private long failingSince = NEVER;

        /** Of a kind that may not be read. */
        Watched() {
            this.lookup = new Lookup.Forbidden();
            this.watch = null;
        }

        Watched(Ref ref, Informable<? extends HasMetadata> resource) {
            this.watch = new Watch<>(ref.toString(), resource, this::refresh, problem -> {
                log.atWarn()
                        .addKeyValue("source", ref)
                        .addKeyValue("namespace", ref.namespace())
                        .addKeyValue("error", problem.getMessage())
                        .log("source_not_watched");
                failed(problem);
            });
            watch.start().thenRun(this::refresh);
        }

        private void refresh() {
            if (isNews()) {
                tellUsers();
            }
        }

        private void failed(Throwable problem) {
            if (isUnreadable(problem)) {
                tellUsers();
            }
        }

        private void tellUsers() {
            // Not under the lock: who is told may ask for other objects.
            changed.accept(usersOf(this));
        }

        /** Whether this failure makes it so. One that is no answer says nothing of the object: the API server is away. */
        private synchronized boolean isUnreadable(Throwable problem) {
            Refusal refusal = Refusal.in(problem);
            if (refusal == null) {
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
            Lookup next = new Lookup.Unreadable(refusal.message());
            boolean isNews = !next.equals(lookup);
            lookup = next;
            return isNews;
        }

        /** Events do not tell: what is known is ahead of them. */
        private synchronized boolean isNews() {
            if (watch == null) {
                return false;
            }
            Lookup next = watch.store().list().stream()
                    .findFirst()
                    .<Lookup>map(WatchedSources::found)
                    .orElseGet(Lookup.Missing::new);
            boolean isNews = !next.equals(lookup);
            lookup = next;
            failingSince = NEVER;
            return isNews;
        }

        void close() {
            if (watch != null) {
                watch.close();
            }
        }
    }
}
