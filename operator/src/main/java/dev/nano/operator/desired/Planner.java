package dev.nano.operator.desired;

import dev.nano.api.NanoApp;
import dev.nano.operator.desired.Sources.Lookup;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Computes one {@link DesiredSet} after the other from all NanoApps. Of several that want one hostname the oldest gets it, then
 * the first by namespace and name. Used by one thread.
 */
public final class Planner {

    private static final Logger log = LoggerFactory.getLogger(Planner.class);

    private static final Comparator<NanoApp> OLDEST_FIRST = Comparator.<NanoApp, String>comparing(
                    app -> app.getMetadata().getCreationTimestamp())
            .thenComparing(app -> app.getMetadata().getNamespace())
            .thenComparing(app -> app.getMetadata().getName());

    private final Sources sources;
    private final Policy policy;
    private final Policy.NamespaceLabels labels;
    private final Duration linger;

    private DesiredSet last = DesiredSet.NONE;
    /** Until when a hostname that nobody claims any more stays, in milliseconds of the caller's clock. */
    private final Map<String, Long> lingering = new HashMap<>();
    /** What the last set was computed from, so that only what has changed is hashed again. */
    private Map<AppKey, Resolved> resolved = Map.of();

    private record Resolved(Verdict.Version of, List<Lookup> from, DesiredApp app) {}

    /**
     * @param linger how long a hostname stays that nobody claims any more: two NanoApps that swap their hostnames are two changes,
     *     and between them one of the hostnames is nobody's
     */
    public Planner(Sources sources, Policy policy, Policy.NamespaceLabels labels, Duration linger) {
        this.sources = sources;
        this.policy = policy;
        this.labels = labels;
        this.linger = linger;
    }

    /**
     * The next set.
     *
     * @param apps all there are
     * @param now milliseconds of a clock that never goes back
     */
    public DesiredSet next(Collection<NanoApp> apps, long now) {
        var next = new Plan();
        apps.stream()
                .filter(app -> app.getMetadata().getDeletionTimestamp() == null)
                .sorted(OLDEST_FIRST)
                .forEach(next::add);
        next.keepWhatWasGivenUp(now);
        resolved = next.nowResolved;
        last = new DesiredSet(last.version() + 1, next.entries, next.verdicts);
        return last;
    }

    /** When {@link #next} has to be called although nothing has changed, or {@link Long#MAX_VALUE}. */
    public long wakeAt() {
        return lingering.values().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
    }

    private final class Plan {

        private final Map<String, AppKey> owners = new HashMap<>();
        private final Map<String, Entry> entries = new HashMap<>();
        private final Map<AppKey, Verdict> verdicts = new HashMap<>();
        private final Map<AppKey, Resolved> nowResolved = new HashMap<>();

        void add(NanoApp app) {
            AppKey key = AppKey.of(app);
            var version = new Verdict.Version(
                    app.getMetadata().getUid(), app.getMetadata().getGeneration());
            verdicts.put(key, judgeSafely(app, key, version));
        }

        /** One NanoApp that nobody foresaw must not stop all others. */
        private Verdict judgeSafely(NanoApp app, AppKey key, Verdict.Version version) {
            try {
                return judge(app, key, version);
            } catch (RuntimeException e) {
                return notUnderstood(version, key, e, null);
            }
        }

        private static Verdict notUnderstood(
                Verdict.Version version, AppKey key, RuntimeException problem, @Nullable DesiredApp previous) {
            log.atError().addKeyValue("app", key).setCause(problem).log("app_not_understood");
            return new Verdict.Rejected(
                    version, Reason.InvalidSpec, "the operator does not understand it; its log tells more", previous);
        }

        private Verdict judge(NanoApp app, AppKey key, Verdict.Version version) {
            String hostname = app.getSpec().hostname();
            try {
                policy.check(app, labels);
                claim(hostname, key);
                try {
                    DesiredApp desired = resolve(app, key, version);
                    entries.put(hostname, new Entry.Serve(desired));
                    return new Verdict.Accepted(version, desired);
                } catch (Rejection rejection) {
                    DesiredApp previous = keep(hostname, key);
                    return new Verdict.Rejected(version, rejection.reason(), rejection.text(), previous);
                } catch (Resolver.NotYetException e) {
                    keep(hostname, key);
                    return new Verdict.Pending(version);
                } catch (RuntimeException e) {
                    return notUnderstood(version, key, e, keep(hostname, key));
                }
            } catch (Rejection rejection) {
                return new Verdict.Rejected(version, rejection.reason(), rejection.text(), null);
            }
        }

        private void claim(String hostname, AppKey key) throws Rejection {
            AppKey owner = owners.putIfAbsent(hostname, key);
            if (owner != null) {
                throw new Rejection(
                        Reason.HostnameConflict,
                        "the hostname " + hostname + " belongs to the NanoApp " + owner
                                + ", which is older; this one gets it when that one gives it up");
            }
        }

        /** What is served now stays until it is known what should be. */
        private @Nullable DesiredApp keep(String hostname, AppKey key) {
            if (last.byHostname().get(hostname) instanceof Entry.Serve serve
                    && serve.app().key().equals(key)) {
                entries.put(hostname, serve);
                return serve.app();
            }
            entries.put(hostname, new Entry.Keep(key));
            return null;
        }

        private DesiredApp resolve(NanoApp app, AppKey key, Verdict.Version version)
                throws Rejection, Resolver.NotYetException {
            List<Lookup> from = References.of(app).stream().map(sources::find).toList();
            Resolved before = resolved.get(key);
            if (before == null || !before.of().equals(version) || !before.from().equals(from)) {
                before = new Resolved(version, from, Resolver.resolve(app, sources));
            }
            nowResolved.put(key, before);
            return before.app();
        }

        void keepWhatWasGivenUp(long now) {
            last.byHostname().forEach((hostname, before) -> {
                if (!isGivenUp(before, entries.get(hostname))) {
                    lingering.remove(hostname);
                    return;
                }
                long until = lingering.computeIfAbsent(hostname, _ -> now + linger.toMillis());
                if (now < until) {
                    entries.put(hostname, new Entry.Keep(null));
                } else {
                    lingering.remove(hostname);
                }
            });
        }

        /** Whether what was there is wanted no more, and nothing else is there to take its place. */
        private static boolean isGivenUp(Entry before, @Nullable Entry next) {
            return next == null
                    || next instanceof Entry.Keep(@Nullable AppKey owner) && !Objects.equals(owner, before.about());
        }
    }
}
