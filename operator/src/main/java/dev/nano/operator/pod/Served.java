package dev.nano.operator.pod;

import dev.nano.operator.desired.Containment;
import dev.nano.operator.desired.DesiredApp;
import org.jspecify.annotations.Nullable;

/**
 * What a pod says about one of its apps.
 *
 * @param isOurs whether it was declared through the admin API; the others are in the pod's config file
 * @param isLoading whether it has the code, but nobody knows yet whether that loads
 * @param problem why the pod does not serve it as it was last declared, or null
 */
record Served(
        String name,
        String digest,
        boolean isOurs,
        boolean isLoading,
        @Nullable Problem problem) {

    static Served as(DesiredApp app, boolean isLoading) {
        Problem problem = app.containment() instanceof Containment.Quarantined(String reason, String _, boolean _)
                ? new Problem(Problem.QUARANTINED, reason)
                : null;
        return new Served(app.name(), app.digest(), true, isLoading && problem == null, problem);
    }

    Served with(Problem problem) {
        return new Served(name, digest, isOurs, isLoading, problem);
    }

    boolean isQuarantined() {
        return problem != null && problem.code().equals(Problem.QUARANTINED);
    }

    /**
     * Whether there is nothing to send. Code that only this pod has found stuck it has, and what comes of it the next desired set
     * tells.
     */
    boolean isUpToDate(DesiredApp app) {
        return isOurs
                && digest.equals(app.digest())
                && switch (app.containment()) {
                    case Containment.Run _ -> problem == null || isQuarantined();
                    case Containment.Quarantined _ -> isQuarantined();
                    case Containment.Lifted _ -> problem == null;
                };
    }
}
