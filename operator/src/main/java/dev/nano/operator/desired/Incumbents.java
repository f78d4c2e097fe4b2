package dev.nano.operator.desired;

import dev.nano.api.NanoApp;
import dev.nano.api.NanoAppStatus;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who had which hostname before: as the last set says or, for the first set of an operator, the statuses that another one wrote.
 *
 * @param owners by hostname; null before the first set
 * @param accepted by NanoApp
 */
record Incumbents(@Nullable Map<String, AppKey> owners, Map<AppKey, Verdict> accepted) {

    private static final String ACCEPTED = "Accepted";

    boolean has(NanoApp app, AppKey key) {
        return owners == null
                ? saysStatus(app)
                : key.equals(owners.get(app.getSpec().hostname()));
    }

    /** Whether it was accepted with the same spec. */
    boolean acceptedUnchanged(NanoApp app, AppKey key, Verdict.Version version) {
        if (owners != null) {
            return accepted.get(key) instanceof Verdict.Accepted before
                    && before.of().equals(version);
        }
        NanoAppStatus status = app.getStatus();
        return status != null
                && Objects.equals(status.observedGeneration(), app.getMetadata().getGeneration())
                && saysStatus(app);
    }

    private static boolean saysStatus(NanoApp app) {
        NanoAppStatus status = app.getStatus();
        return status != null
                && status.url() != null
                && status.url().endsWith("://" + app.getSpec().hostname())
                && status.conditions().stream()
                        .anyMatch(condition -> ACCEPTED.equals(condition.getType())
                                && ("True".equals(condition.getStatus()) || keepsHostname(condition.getReason())));
    }

    private static boolean keepsHostname(@Nullable String reason) {
        for (Reason known : Reason.values()) {
            if (known.name().equals(reason)) {
                return known.keepsHostname();
            }
        }
        return false;
    }
}
