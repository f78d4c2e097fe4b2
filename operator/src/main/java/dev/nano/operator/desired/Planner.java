package dev.nano.operator.desired;

import dev.nano.api.NanoApp;
import dev.nano.operator.desired.Candidate.Outcome;
import dev.nano.operator.desired.Sources.Lookup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Computes one {@link DesiredSet} after the other from all NanoApps: reads each ({@link Resolver}), drops those that the policy
 * does not allow ({@link Allowance}) or has no room for ({@link Quotas}), and gives the others their hostnames ({@link Claims}).
 * Used by one thread.
 */
public final class Planner {

    private static final Logger log = LoggerFactory.getLogger(Planner.class);

    private final Sources sources;
    private final Policy policy;
    private final Policy.NamespaceLabels labels;
    private final Duration linger;
    private final Quarantines quarantines = new Quarantines();

    private DesiredSet last = DesiredSet.NONE;
    /** Until when a hostname that nobody claims any more stays, in milliseconds of the caller's clock. */
    private final Map<String, Long> lingering = new HashMap<>();
    /** What the last set was computed from, so that only what has changed is hashed again. */
    private Map<AppKey, Resolved> resolved = Map.of();

    /** Null before the first set. */
    private @Nullable Map<String, AppKey> owners;

    private record Resolved(Verdict.Version of, List<Lookup> from, Limits limits, DesiredApp app) {}

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
        next.decide(apps.stream()
                .filter(app -> app.getMetadata().getDeletionTimestamp() == null)
                .map(next::candidate)
                .toList());
        next.keepWhatWasGivenUp(now);
        resolved = next.nowResolved;
        owners = next.owners;
        quarantines.retain(next.verdicts);
        last = new DesiredSet(last.version() + 1, next.entries, next.verdicts);
        return last;
    }

    /** Where pods report code that no pod may run. */
    public Quarantines quarantines() {
        return quarantines;
    }

    /** When {@link #next} has to be called although nothing has changed, or {@link Long#MAX_VALUE}. */
    public long wakeAt() {
        return lingering.values().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
    }

    private final class Plan {

        private final Incumbents incumbents = new Incumbents(Planner.this.owners, last.verdicts());
        private final Map<String, Allowance> allowances = new HashMap<>();
        private Map<String, AppKey> owners = Map.of();
        private final Map<String, Entry> entries = new HashMap<>();
        private final Map<AppKey, Verdict> verdicts = new HashMap<>();
        private final Map<AppKey, Resolved> nowResolved = new HashMap<>();

        Candidate candidate(NanoApp app) {
            AppKey key = AppKey.of(app);
            var version = new Verdict.Version(
                    app.getMetadata().getUid(), app.getMetadata().getGeneration());
            Allowance allowance =
                    allowances.computeIfAbsent(key.namespace(), namespace -> policy.of(namespace, labels));
            return new Candidate(
                    app,
                    key,
                    version,
                    allowance,
                    outcome(app, key, version, allowance),
                    incumbents.has(app, key),
                    incumbents.acceptedUnchanged(app, key, version));
        }

        /** One NanoApp that nobody foresaw must not stop all others. */
        private Outcome outcome(NanoApp app, AppKey key, Verdict.Version version, Allowance allowance) {
            DesiredApp desired;
            try {
                allowance.checkHostname(app.getSpec().hostname());
                String path = app.getSpec().path();
                if (path != null) {
                    allowance.checkPath(AppPath.of(key.namespace(), path));
                }
            } catch (Rejection rejection) {
                return new Outcome.Barred(rejection);
            }
            try {
                desired = resolve(app, key, version, allowance.limits());
            } catch (Rejection rejection) {
                return new Outcome.Unresolved(rejection);
            } catch (Resolver.NotYetException e) {
                return new Outcome.NotYet();
            } catch (RuntimeException e) {
                return new Outcome.Failed(e);
            }
            try {
                allowance.checkLimits(desired);
                return new Outcome.Resolved(desired);
            } catch (Rejection rejection) {
                return new Outcome.Barred(rejection);
            }
        }

        void decide(List<Candidate> all) {
            Map<AppKey, Rejection> exceeded = Quotas.exceeded(all);
            List<Candidate> taking = new ArrayList<>();
            for (Candidate candidate : all) {
                Rejection barred = candidate.outcome() instanceof Outcome.Barred(Rejection rejection)
                        ? rejection
                        : exceeded.get(candidate.key());
                if (barred == null) {
                    taking.add(candidate);
                } else {
                    verdicts.put(candidate.key(), rejected(candidate, barred, null));
                }
            }
            var claims = new Claims(taking, incumbents);
            claims.ordered(taking).forEach(candidate -> verdicts.put(candidate.key(), judge(candidate, claims)));
            owners = claims.owners();
        }

        private Verdict judge(Candidate candidate, Claims claims) {
            try {
                claims.claim(candidate);
            } catch (Rejection rejection) {
                return rejected(candidate, rejection, null);
            }
            String hostname = candidate.hostname();
            AppKey key = candidate.key();
            return switch (candidate.outcome()) {
                case Outcome.Resolved(DesiredApp resolved) -> {
                    DesiredApp app = quarantines.apply(candidate.app(), resolved);
                    entries.put(hostname, new Entry.Serve(app));
                    yield new Verdict.Accepted(candidate.version(), app);
                }
                case Outcome.Barred(Rejection rejection) -> rejected(candidate, rejection, null);
                case Outcome.Unresolved(Rejection rejection) -> rejected(candidate, rejection, keep(hostname, key));
                case Outcome.NotYet _ -> {
                    keep(hostname, key);
                    yield new Verdict.Pending(candidate.version());
                }
                case Outcome.Failed(RuntimeException problem) -> {
                    log.atError().addKeyValue("app", key).setCause(problem).log("app_not_understood");
                    yield new Verdict.Rejected(
                            candidate.version(),
                            Reason.InvalidSpec,
                            "the operator does not understand it; its log tells more",
                            keep(hostname, key));
                }
            };
        }

        private static Verdict rejected(Candidate candidate, Rejection rejection, @Nullable DesiredApp previous) {
            return new Verdict.Rejected(candidate.version(), rejection.reason(), rejection.text(), previous);
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

        private DesiredApp resolve(NanoApp app, AppKey key, Verdict.Version version, Limits limits)
                throws Rejection, Resolver.NotYetException {
            List<Lookup> from = References.of(app).stream().map(sources::find).toList();
            Resolved before = resolved.get(key);
            if (before == null
                    || !before.of().equals(version)
                    || !before.limits().equals(limits)
                    || !before.from().equals(from)) {
                before = new Resolved(version, from, limits, Resolver.resolve(app, sources, limits));
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
