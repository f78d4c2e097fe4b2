package dev.nano.operator.pod;

import dev.nano.operator.desired.AppKey;
import dev.nano.operator.desired.DesiredApp;
import dev.nano.operator.desired.DesiredSet;
import dev.nano.operator.desired.Entry;
import java.util.ArrayList;
import java.util.HashSet;
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

    private static final long NEVER = Long.MAX_VALUE;

    private final SyncSettings settings;
    private final PodReport report;

    private final ObservedApps observed = new ObservedApps();
    private final WorkQueue work = new WorkQueue();
    private final Refusals refusals;
    private final PodPace pace;
    private final FullSync fullSync = new FullSync();
    private final LiftedApps lifted = new LiftedApps();

    private DesiredSet target = DesiredSet.NONE;
    private boolean isLooking;
    /** Nothing has happened since the pod was last found in step. */
    private boolean isAtRest;

    PodState(SyncSettings settings, RandomGenerator random, PodReport report) {
        this.settings = settings;
        this.report = report;
        this.refusals = new Refusals(settings, random);
        this.pace = new PodPace(settings, random);
    }

    /** From now on the pod should serve this. */
    void target(DesiredSet next) {
        Map<String, Entry> before = target.byHostname();
        next.byHostname().forEach((hostname, entry) -> {
            if (!entry.equals(before.get(hostname))) {
                changed(hostname, entry);
                if (entry instanceof Entry.Serve(DesiredApp app)) {
                    lifted.target(app);
                }
            }
        });
        before.forEach((hostname, entry) -> {
            if (!next.byHostname().containsKey(hostname)) {
                changed(hostname, entry);
            }
        });
        target = next;
        isAtRest = false;
    }

    private void changed(String hostname, Entry entry) {
        work.add(hostname, namespace(hostname, entry));
        report.changed(hostname);
    }

    private void add(String hostname) {
        work.add(hostname, namespace(hostname, target.byHostname().get(hostname)));
    }

    /** Whose turn it is to be seen to there. */
    private String namespace(String hostname, @Nullable Entry entry) {
        AppKey key = entry == null ? null : entry.about();
        if (key != null) {
            return key.namespace();
        }
        Served there = observed.at(hostname);
        return there == null
                ? ""
                : there.name().substring(0, Math.max(there.name().indexOf('/'), 0));
    }

    /** The pod may have lost everything: look at it now. */
    void suspect(long now) {
        observed.doubt();
        report.untold();
        fullSync.need();
        refusals.clear();
        pace.anew(now);
        isAtRest = false;
    }

    /** The calls to make now; each is answered by {@link #answered}. */
    List<AdminCall> next(long now) {
        List<AdminCall> calls = new ArrayList<>();
        if (target.version() == 0 || !pace.mayAsk(now) || fullSync.isUnderWay()) {
            return calls;
        }
        if (!observed.isKnown() || pace.isTimeToLook(now)) {
            if (!isLooking) {
                isLooking = true;
                observed.lookBegins(work.underWay());
                calls.add(new AdminCall.Look());
            }
            if (!observed.isKnown()) {
                return calls;
            }
        }
        if (work.calls() == 0 && !isLooking && hasManyUnwanted()) {
            calls.add(fullSync.begin(target, observed, false));
            return calls;
        }
        refusals.due(now, this::add);
        changeApps(calls, now);
        if (!isAtRest && calls.isEmpty() && work.isEmpty() && !isLooking) {
            if (fullSync.isNeeded()) {
                if (!fullSync.awaitsSources(target, now)) {
                    calls.add(fullSync.begin(target, observed, true));
                }
            } else if (!observed.isLoading()) {
                isAtRest = true;
                pace.toldWell();
                succeeded();
                report.inStep(target, this::onPod);
            }
        }
        return calls;
    }

    private boolean hasManyUnwanted() {
        return observed.unwanted(target.byHostname().keySet(), FEW + 1) > FEW;
    }

    private void changeApps(List<AdminCall> calls, long now) {
        for (String hostname = work.next(settings.maxCalls());
                hostname != null;
                hostname = work.next(settings.maxCalls())) {
            String namespace = namespace(hostname, target.byHostname().get(hostname));
            AdminCall call = change(hostname, now);
            if (call != null) {
                work.begin(hostname, namespace);
                observed.touch(hostname);
                calls.add(call);
            }
        }
    }

    private @Nullable AdminCall change(String hostname, long now) {
        Served there = observed.at(hostname);
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
                if (lifted.needsTelling(app)) {
                    yield new AdminCall.Lift(app);
                }
                if (there != null && (there.isUpToDate(app) || isStuckAgain(there, app))) {
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

    /** It was lifted, and has got a thread stuck again: the next desired set tells. */
    private boolean isStuckAgain(Served there, DesiredApp app) {
        return there.isOurs() && there.isQuarantined() && there.digest().equals(app.digest()) && lifted.isNews(app);
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
                freed(app.hostname());
                put(app, answer, now);
            }
            case AdminCall.Lift(DesiredApp app) -> {
                freed(app.hostname());
                if (answer instanceof AdminAnswer.Done) {
                    lifted.told(app);
                    succeeded();
                }
            }
            case AdminCall.Remove(String hostname) -> {
                freed(hostname);
                if (answer instanceof AdminAnswer.Done) {
                    observed.remove(hostname);
                    report.app(hostname, null);
                    succeeded();
                }
            }
            case AdminCall.Retain(Map<String, String> _, boolean isComplete) -> {
                retained(isComplete, answer, now);
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
        work.end(hostname);
        observed.touch(hostname);
    }

    private void looked(AdminAnswer.Apps there, long now) {
        boolean isFirst = !observed.isKnown();
        observed.seen(there.apps());
        pace.looked(isFirst, now);
        if (!fullSync.isNeeded() && observed.isLoading()) {
            pace.lookWhileLoading(now);
        }
        if (!there.isReady()) {
            fullSync.need();
        }
        target.byHostname().forEach((hostname, entry) -> {
            Served app = observed.at(hostname);
            if (entry instanceof Entry.Serve(DesiredApp wanted) && app != null) {
                tellQuarantine(app, wanted);
            }
            boolean isWrong = switch (entry) {
                case Entry.Serve(DesiredApp wanted) ->
                    !refusals.concern(wanted) && (app == null || !app.isUpToDate(wanted) && !isStuckAgain(app, wanted));
                case Entry.Keep keep -> isForeign(app, keep);
            };
            if (isWrong) {
                add(hostname);
            }
        });
        observed.forEach((hostname, app) -> {
            if (app.isOurs() && !target.byHostname().containsKey(hostname)) {
                add(hostname);
            }
        });
    }

    private void tellQuarantine(Served there, DesiredApp wanted) {
        if (!there.isOurs() || !there.digest().equals(wanted.digest())) {
            return;
        }
        Problem problem = there.problem();
        if (problem == null) {
            lifted.run(wanted);
        } else if (there.isQuarantined() && lifted.isNews(wanted)) {
            report.quarantined(wanted, problem);
        }
    }

    private void put(DesiredApp app, AdminAnswer answer, long now) {
        if (answer instanceof AdminAnswer.Refused(Problem problem)) {
            refused(app, problem, now);
        } else if (answer instanceof AdminAnswer.Done || answer instanceof AdminAnswer.Taken) {
            boolean isLoading = answer instanceof AdminAnswer.Taken;
            observed.put(app, isLoading);
            refusals.remove(app.hostname());
            lifted.run(app);
            if (!isLoading) {
                report.app(app.hostname(), onPod(app.hostname()));
            }
            succeeded();
        }
    }

    private void refused(DesiredApp app, Problem problem, long now) {
        String hostname = app.hostname();
        refusals.add(app, problem, now);
        if (problem.code().equals(Problem.LOAD_FAILED)) {
            observed.fails(hostname, problem);
        }
        if (problem.code().equals(Problem.QUARANTINED) && lifted.isNews(app)) {
            report.quarantined(app, problem);
        }
        if (isTarget(app)) {
            work.drop(hostname);
        }
        if (problem.code().equals(Problem.NO_ANSWER)) {
            // The code may hang, or the pod may: a look tells.
            observed.doubt();
        } else {
            succeeded();
        }
        report.app(hostname, Objects.requireNonNull(onPod(hostname)));
    }

    private void retained(boolean isComplete, AdminAnswer answer, long now) {
        boolean isMet = isComplete && answer instanceof AdminAnswer.Done;
        fullSync.end(isMet);
        if (isMet) {
            pace.toldWell();
            // Without what has changed since it was sent.
            Set<String> told = new HashSet<>(target.byHostname().keySet());
            told.removeAll(work.waiting());
            report.told(told);
            if (observed.isLoading()) {
                pace.lookWhileLoading(now);
            }
            succeeded();
        } else {
            observed.doubt();
            if (answer instanceof AdminAnswer.Done) {
                succeeded();
            } else if (!(answer instanceof AdminAnswer.Failed)) {
                pace.toldInVain(now);
            }
        }
    }

    private boolean isTarget(DesiredApp app) {
        return target.byHostname().get(app.hostname()) instanceof Entry.Serve serve
                && serve.app().equals(app);
    }

    private @Nullable AppOnPod onPod(String hostname) {
        Served there = observed.at(hostname);
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
        pace.succeeded();
        report.answers();
    }

    private void failed(AdminAnswer.Failed failed, long now) {
        observed.doubt();
        fullSync.need();
        report.untold();
        pace.failed(failed.retryAfterMs(), now);
        report.fails(failed.message(), now);
    }

    /** When {@link #next} has to be called although nothing has happened. */
    long wakeAt() {
        if (target.version() == 0 || fullSync.isUnderWay()) {
            return NEVER;
        }
        if (!observed.isKnown()) {
            return isLooking ? NEVER : pace.notBefore();
        }
        long at = isLooking ? NEVER : pace.lookAt();
        if (fullSync.isNeeded() && work.isEmpty() && !isLooking) {
            // Only while nothing else is waited for: a time that is over would wake the loop again and again.
            at = Math.min(at, fullSync.tellAnywayAt());
        }
        at = Math.min(at, refusals.nextDue());
        return Math.max(at, pace.notBefore());
    }

    /** How many hostnames wait or have a call under way. */
    int pending() {
        return work.size();
    }
}
