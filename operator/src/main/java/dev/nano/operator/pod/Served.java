package dev.nano.operator.pod;

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
        return new Served(app.name(), app.digest(), true, isLoading, null);
    }

    Served with(Problem problem) {
        return new Served(name, digest, isOurs, isLoading, problem);
    }

    /** Whether there is nothing to send: of a quarantined app the pod has everything. */
    boolean isUpToDate(DesiredApp app) {
        return isOurs
                && digest.equals(app.digest())
                && (problem == null || problem.code().equals(Problem.QUARANTINED));
    }
}
