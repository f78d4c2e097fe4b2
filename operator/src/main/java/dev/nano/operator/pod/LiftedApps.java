package dev.nano.operator.pod;

import dev.nano.operator.desired.Containment;
import dev.nano.operator.desired.DesiredApp;
import java.util.HashSet;
import java.util.Set;

/**
 * Which quarantines a pod has been told to lift, and which of these apps it has run since: only of those a quarantine is news.
 * Kept while the pod restarts, which code that gets stuck again may be the reason for. Not safe for use by several threads.
 */
final class LiftedApps {

    private final Set<String> told = new HashSet<>();
    private final Set<String> run = new HashSet<>();

    /** Whether the pod may refuse it because of what it remembers from before. */
    boolean needsTelling(DesiredApp app) {
        return app.containment() instanceof Containment.Lifted && !told.contains(app.digest());
    }

    void told(DesiredApp app) {
        told.add(app.digest());
    }

    /** The pod has taken it. */
    void run(DesiredApp app) {
        if (app.containment() instanceof Containment.Lifted && told.contains(app.digest())) {
            run.add(app.digest());
        }
    }

    /** Whether a quarantine of it tells something that was not known. */
    boolean isNews(DesiredApp app) {
        return switch (app.containment()) {
            case Containment.Run _ -> true;
            case Containment.Quarantined _ -> false;
            case Containment.Lifted _ -> run.contains(app.digest());
        };
    }

    /** Another desired set: what is quarantined again has to be lifted again. */
    void target(DesiredApp app) {
        if (!(app.containment() instanceof Containment.Lifted)) {
            told.remove(app.digest());
            run.remove(app.digest());
        }
    }
}
