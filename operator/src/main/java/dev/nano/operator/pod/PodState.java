package dev.nano.operator.pod;

import dev.nano.operator.desired.DesiredApp;
import dev.nano.operator.desired.DesiredSet;
import dev.nano.operator.desired.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one pod and what to do next: answers and desired sets come in, calls go out. No I/O, no clock and no thread of
 * its own, so that tests can play every order of events.
 *
 * <p>Times are milliseconds of a clock that never goes back. Not safe for use by several threads.
 */
final class PodState {

    /** Up to so many apps are removed one by one; more of them by naming what stays. */
    private static final int FEW = 8;

    /** Until the second look at a pod that is new or has failed. */
    private static final long SOON_MS = 5_000;

    /** Between two looks at a pod that is loading. */
    private static final long LOADING_MS = 1_000;

    /** So long a pod is not told that it has everything because a source has not been read yet. */
    private static final long SOURCES_MS = 15_000;

    private static final long NEVER = Long.MAX_VALUE;

    private final SyncSettings settings;
    private final RandomGenerator random;
    private final PodReport report;

    private DesiredSet target = DesiredSet.NONE;
    /** What the pod serves by hostname; means nothing unless {@link #isKnown}. */
    private Map<String, Served> served = new HashMap<>();

    private boolean isKnown;
    /** The pod has to be told a complete set: it may be waiting for that to become ready. */
    private boolean needsSet = true;
    /** Hostnames at which something may have to be done. */
    private final Set<String> dirty = new LinkedHashSet<>();

    private final Refusals refusals;
    /** Hostnames with a call under way. */
    private final Set<String> busy = new HashSet<>();
    /** Hostnames that changed while a look was under way, about which the look is no news. */
    private final Set<String> touched = new HashSet<>();

    private boolean isLooking;
    private boolean isRetaining;
    /** Nothing has happened since the pod was last found in step. */
    private boolean isAtRest;

    private long notBefore;
    private int failures;
    /** Sets that were told since one was found complete. */
    private int retainsInVain;

    private long lookAt;
    /** When the pod is told that it has everything although sources have not been read; {@link #NEVER} when none is missing. */
    private long tellAnywayAt = NEVER;

    PodState(SyncSettings settings, RandomGenerator random, PodReport report) {
        this.settings = settings;
        this.random = random;
        this.report = report;
        this.refusals = new Refusals(settings, random);
    }

    /** From now on the pod should serve this. */
    void target(DesiredSet next) {
        Map<String, Entry> before = target.byHostname();
        next.byHostname().forEach((hostname, entry) -> {
            if (!entry.equals(before.get(hostname))) {
                changed(hostname);
            }
        });
        before.keySet().stream()
                .filter(hostname -> !next.byHostname().containsKey(hostname))
                .forEach(this::changed);
        target = next;
        isAtRest = false;
    }

    private void changed(String hostname) {
        dirty.add(hostname);
        report.changed(hostname);
    }

    /** The pod may have lost everything: look at it now. */
    void suspect(long now) {
        isKnown = false;
        report.untold();
        needsSet = true;
        refusals.clear();
        failures = 0;
        notBefore = now;
        isAtRest = false;
    }

    /** The calls to make now; each is answered by {@link #answered}. */
    List<AdminCall> next(long now) {
        List<AdminCall> calls = new ArrayList<>();
        if (target.version() == 0 || now < notBefore || isRetaining) {
            return calls;
        }
        if (!isKnown || now >= lookAt) {
            if (!isLooking) {
                isLooking = true;
                touched.clear();
                touched.addAll(busy);
                calls.add(new AdminCall.Look());
            }
            if (!isKnown) {
                return calls;
            }
        }
        if (busy.isEmpty() && !isLooking && hasManyUnwanted()) {
            calls.add(retain(false));
            return calls;
        }
        refusals.due(now, dirty::add);
        changeApps(calls, now);
        if (!isAtRest && calls.isEmpty() && busy.isEmpty() && !isLooking && dirty.isEmpty()) {
            if (needsSet) {
                if (!awaitsSources(now)) {
                    calls.add(retain(true));
                }
            } else if (!isLoading()) {
                isAtRest = true;
                retainsInVain = 0;
                succeeded();
                report.inStep(target, this::onPod);
            }
        }
        return calls;
    }

    /** A pod that is new would get requests for apps that it has not been told of, because the operator is new, too. */
    private boolean awaitsSources(long now) {
        if (!target.isPending()) {
            tellAnywayAt = NEVER;
            return false;
        }
        if (tellAnywayAt == NEVER) {
            tellAnywayAt = now + SOURCES_MS;
        }
        return now < tellAnywayAt;
    }

    private boolean isLoading() {
        return served.values().stream().anyMatch(Served::isLoading);
    }

    private boolean hasManyUnwanted() {
        return served.entrySet().stream()
                        .filter(app ->
                                app.getValue().isOurs() && !target.byHostname().containsKey(app.getKey()))
                        .limit(FEW + 1L)
                        .count()
                > FEW;
    }

    private AdminCall retain(boolean isComplete) {
        Map<String, String> digests = new LinkedHashMap<>();
        target.byHostname().forEach((hostname, entry) -> {
            Served app = served.get(hostname);
            if (app != null && app.isOurs()) {
                digests.put(hostname, app.digest());
            } else if (!isComplete && entry instanceof Entry.Serve serve) {
                // The pod has not got it, and so cannot take the set for complete.
                digests.put(hostname, serve.app().digest());
            }
        });
        isRetaining = true;
        return new AdminCall.Retain(digests, isComplete);
    }

    private void changeApps(List<AdminCall> calls, long now) {
        for (String hostname : List.copyOf(dirty)) {
            if (busy.size() >= settings.maxCalls()) {
                return;
            }
            if (busy.contains(hostname)) {
                continue;
            }
            dirty.remove(hostname);
            AdminCall call = change(hostname, now);
            if (call != null) {
                busy.add(hostname);
                touched.add(hostname);
                calls.add(call);
            }
        }
    }

    private @Nullable AdminCall change(String hostname, long now) {
        Served there = served.get(hostname);
        return switch (target.byHostname().get(hostname)) {
            case null -> {
                refusals.remove(hostname);
                yield there != null && there.isOurs() ? new AdminCall.Remove(hostname) : null;
            }
            case Entry.Keep keep -> {
                refusals.remove(hostname);
                yield isForeign(there, keep) ? new AdminCall.Remove(hostname) : null;
            }
            case Entry.Serve(DesiredApp app) -> {
                if (there != null && there.isUpToDate(app)) {
                    refusals.remove(hostname);
                    yield null;
                }
                if (refusals.holdBack(app, now)) {
                    yield null;
                }
                refusals.offered(hostname);
                yield new AdminCall.Put(app);
            }
        };
    }

    private static boolean isForeign(@Nullable Served there, Entry.Keep keep) {
        return there != null && there.isOurs() && !keep.allows(there.name());
    }

    void answered(AdminCall call, AdminAnswer answer, long now) {
        switch (call) {
            case AdminCall.Look _ -> {
                isLooking = false;
                if (answer instanceof AdminAnswer.Apps apps) {
                    // That it can be looked at does not mean that it can be changed: failures are over when a change
                    // succeeds.
                    looked(apps, now);
                }
            }
            case AdminCall.Put(DesiredApp app) -> {
                String hostname = app.hostname();
                freed(hostname);
                if (answer instanceof AdminAnswer.Done) {
                    served.put(hostname, Served.as(app, false));
                    refusals.remove(hostname);
                    report.app(hostname, AppOnPod.serving(app.digest()));
                    succeeded();
                } else if (answer instanceof AdminAnswer.Taken) {
                    served.put(hostname, Served.as(app, true));
                    refusals.remove(hostname);
                    succeeded();
                } else if (answer instanceof AdminAnswer.Refused(Problem problem)) {
                    refused(app, problem, now);
                }
            }
            case AdminCall.Remove(String hostname) -> {
                freed(hostname);
                if (answer instanceof AdminAnswer.Done) {
                    served.remove(hostname);
                    report.app(hostname, null);
                    succeeded();
                }
            }
            case AdminCall.Retain(Map<String, String> _, boolean isComplete) -> {
                isRetaining = false;
                if (answer instanceof AdminAnswer.Done && isComplete) {
                    needsSet = false;
                    retainsInVain = 0;
                    // Without what has changed since it was sent.
                    Set<String> told = new HashSet<>(target.byHostname().keySet());
                    told.removeAll(dirty);
                    report.told(told);
                    if (isLoading()) {
                        lookAt = Math.min(lookAt, now + LOADING_MS);
                    }
                    succeeded();
                } else if (answer instanceof AdminAnswer.Done) {
                    isKnown = false;
                    succeeded();
                } else {
                    isKnown = false;
                    // Once is no surprise. A pod whose answers do not fit together is not asked all the time.
                    if (!(answer instanceof AdminAnswer.Failed) && retainsInVain++ > 0) {
                        notBefore = now + settings.podBackoff().millis(retainsInVain - 1, random);
                    }
                }
            }
        }
        isAtRest = false;
        if (answer instanceof AdminAnswer.Failed failed) {
            failed(failed, now);
        } else if (answer instanceof AdminAnswer.Refused && !(call instanceof AdminCall.Put)) {
            failed(new AdminAnswer.Failed("refused what cannot be refused"), now);
        }
    }

    private void freed(String hostname) {
        busy.remove(hostname);
        touched.add(hostname);
        // What is wanted may have changed meanwhile.
        dirty.add(hostname);
    }

    private void looked(AdminAnswer.Apps there, long now) {
        Map<String, Served> seen = new HashMap<>(there.apps());
        for (String hostname : touched) {
            Served newer = served.get(hostname);
            if (newer == null) {
                seen.remove(hostname);
            } else {
                seen.put(hostname, newer);
            }
        }
        if (!isKnown) {
            // The calls that failed may have taken place or not: only the look knows.
            seen = new HashMap<>(there.apps());
        }
        served = seen;
        long interval = settings.driftInterval().toMillis();
        // A call that was given up may take place after all, once the pod gets round to it.
        lookAt = now + (isKnown ? interval * 3 / 4 + random.nextLong(interval / 2 + 1) : Math.min(interval, SOON_MS));
        if (!needsSet && isLoading()) {
            lookAt = now + LOADING_MS;
        }
        isKnown = true;
        needsSet |= !there.isReady();
        target.byHostname().forEach((hostname, entry) -> {
            Served app = served.get(hostname);
            boolean isWrong = switch (entry) {
                case Entry.Serve(DesiredApp wanted) ->
                    !refusals.concern(wanted) && (app == null || !app.isUpToDate(wanted));
                case Entry.Keep keep -> isForeign(app, keep);
            };
            if (isWrong) {
                dirty.add(hostname);
            }
        });
        served.forEach((hostname, app) -> {
            if (app.isOurs() && !target.byHostname().containsKey(hostname)) {
                dirty.add(hostname);
            }
        });
    }

    private void refused(DesiredApp app, Problem problem, long now) {
        String hostname = app.hostname();
        refusals.add(app, problem, now);
        Served there = served.get(hostname);
        if (there != null && problem.code().equals(Problem.LOAD_FAILED)) {
            served.put(hostname, there.with(problem));
        }
        if (isTarget(app)) {
            dirty.remove(hostname);
        }
        if (problem.code().equals(Problem.NO_ANSWER)) {
            // The code may hang, or the pod may: a look tells.
            isKnown = false;
        } else {
            succeeded();
        }
        report.app(hostname, Objects.requireNonNull(onPod(hostname)));
    }

    private boolean isTarget(DesiredApp app) {
        return target.byHostname().get(app.hostname()) instanceof Entry.Serve serve
                && serve.app().equals(app);
    }

    private @Nullable AppOnPod onPod(String hostname) {
        Served there = served.get(hostname);
        Problem refusal = refusals.problem(hostname);
        if (refusal != null) {
            String digest = there != null && there.isOurs() ? there.digest() : null;
            return new AppOnPod(digest, refusals.digest(hostname), refusal);
        }
        if (there == null || !there.isOurs() || there.isLoading()) {
            return null;
        }
        Problem problem = there.problem();
        return problem != null && problem.code().equals(Problem.QUARANTINED)
                ? new AppOnPod(there.digest(), there.digest(), problem)
                : AppOnPod.serving(there.digest());
    }

    private void succeeded() {
        failures = 0;
        report.answers();
    }

    private void failed(AdminAnswer.Failed failed, long now) {
        isKnown = false;
        needsSet = true;
        report.untold();
        if (now >= notBefore) {
            failures++;
            Long asked = failed.retryAfterMs();
            long wait = settings.podBackoff().millis(failures, random);
            notBefore = now + (asked == null ? wait : Math.max(wait, asked));
        }
        report.fails(failed.message(), now);
    }

    /** When {@link #next} has to be called although nothing has happened. */
    long wakeAt() {
        if (target.version() == 0 || isRetaining) {
            return NEVER;
        }
        if (!isKnown) {
            return isLooking ? NEVER : notBefore;
        }
        long at = isLooking ? NEVER : lookAt;
        if (needsSet && busy.isEmpty() && dirty.isEmpty() && !isLooking) {
            // Only while nothing else is waited for: a time that is over would wake the loop again and again.
            at = Math.min(at, tellAnywayAt);
        }
        at = Math.min(at, refusals.nextDue());
        return Math.max(at, notBefore);
    }

    /** How many hostnames wait or have a call under way. */
    int pending() {
        return dirty.size() + busy.size();
    }
}
