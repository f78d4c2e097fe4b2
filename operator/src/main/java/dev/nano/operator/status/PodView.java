package dev.nano.operator.status;

import dev.nano.operator.pod.AppOnPod;
import dev.nano.operator.pod.Problem;
import org.jspecify.annotations.Nullable;

/**
 * A pod as the status of one app sees it.
 *
 * @param app what it confirmed for the app's hostname, or null for nothing
 * @param failure why it does not answer as it should, or null when it does
 * @param isAway whether it has not for so long that what it confirmed before counts no more
 */
public record PodView(
        String name, @Nullable AppOnPod app, @Nullable String failure, boolean isAway) {

    boolean serves(String digest) {
        return !isAway && app != null && digest.equals(app.digest());
    }

    boolean hasConfirmed(String digest) {
        return serves(digest) && !hasRefused(digest);
    }

    private boolean gaveNoAnswer() {
        Problem problem = app == null ? null : app.problem();
        return problem != null && problem.code().equals(Problem.NO_ANSWER);
    }

    /** What is the matter when it has neither confirmed nor refused. */
    String lateness() {
        if (failure != null) {
            return "does not answer: " + failure;
        }
        Problem problem = app == null ? null : app.problem();
        return problem != null && gaveNoAnswer() ? problem.message() : "has not confirmed it yet";
    }

    boolean hasRefused(String digest) {
        return !isAway && app != null && digest.equals(app.refused()) && !gaveNoAnswer();
    }
}
