package dev.nano.operator.pod;

import dev.nano.operator.desired.AppCode;
import dev.nano.operator.desired.AppFile;
import dev.nano.operator.desired.Containment;
import dev.nano.operator.desired.DesiredApp;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A runtime as {@code docs/admin-api.yaml} describes it, without HTTP. Code with the word BROKEN does not load. */
final class SimulatedPod {

    static final Problem SYNTAX_ERROR = new Problem(Problem.LOAD_FAILED, "index.js:1:1: SyntaxError");

    static final Problem STUCK = new Problem(Problem.QUARANTINED, "stuck in BigInt.toString");

    final Map<String, Served> served = new HashMap<>();
    /** Digests that were taken unloaded, and whether their code is broken. */
    private final Map<String, Boolean> broken = new HashMap<>();

    /** Digests that it refuses because a thread got stuck in them. */
    final Set<String> quarantined = new HashSet<>();

    boolean isReady;
    /** What it takes while it waits for a complete set has been loaded by the second look after that. */
    boolean loadsLater;

    private boolean wasLookedAt;

    AdminAnswer answer(AdminCall call) {
        return switch (call) {
            case AdminCall.Look _ -> look();
            case AdminCall.Put(DesiredApp app) -> put(app);
            case AdminCall.Lift(DesiredApp app) -> {
                quarantined.remove(app.digest());
                yield new AdminAnswer.Done();
            }
            case AdminCall.Remove(String hostname) -> {
                served.remove(hostname);
                yield new AdminAnswer.Done();
            }
            case AdminCall.Retain(Map<String, String> digests, boolean _) -> retain(digests);
        };
    }

    private AdminAnswer look() {
        if (isReady && wasLookedAt) {
            served.entrySet()
                    .removeIf(entry -> entry.getValue().isLoading()
                            && broken.get(entry.getValue().digest()));
            served.replaceAll((_, app) -> new Served(app.name(), app.digest(), app.isOurs(), false, app.problem()));
        }
        wasLookedAt = isReady;
        return new AdminAnswer.Apps(isReady, Map.copyOf(served));
    }

    private AdminAnswer put(DesiredApp app) {
        if (app.containment() instanceof Containment.Quarantined) {
            served.put(app.hostname(), Served.as(app, false));
            return new AdminAnswer.Done();
        }
        if (quarantined.contains(app.digest())) {
            return new AdminAnswer.Refused(STUCK);
        }
        Served before = served.get(app.hostname());
        if (loadsLater && before == null && !isReady) {
            broken.put(app.digest(), isBroken(app));
            served.put(app.hostname(), Served.as(app, true));
            return new AdminAnswer.Taken();
        }
        if (isBroken(app)) {
            if (before != null) {
                served.put(app.hostname(), before.with(SYNTAX_ERROR));
            }
            return new AdminAnswer.Refused(SYNTAX_ERROR);
        }
        served.put(app.hostname(), Served.as(app, false));
        return new AdminAnswer.Done();
    }

    private AdminAnswer retain(Map<String, String> digests) {
        served.keySet().removeIf(hostname -> !digests.containsKey(hostname));
        boolean isComplete = digests.entrySet().stream().allMatch(named -> {
            Served app = served.get(named.getKey());
            return app != null && app.digest().equals(named.getValue());
        });
        isReady |= isComplete;
        return isComplete ? new AdminAnswer.Done() : new AdminAnswer.Incomplete();
    }

    /** A thread gets stuck in it: the process forgets it or goes on, but it refuses the digest from now on. */
    void getStuck(String hostname) {
        Served app = served.get(hostname);
        quarantined.add(app.digest());
        served.put(hostname, app.with(STUCK));
    }

    void restart() {
        served.clear();
        isReady = false;
        wasLookedAt = false;
    }

    static boolean isBroken(DesiredApp app) {
        return code(app).contains("BROKEN");
    }

    private static String code(DesiredApp app) {
        return app.code() instanceof AppCode.Files files && files.byPath().get("index.js") instanceof AppFile.Text text
                ? text.text()
                : "";
    }
}
