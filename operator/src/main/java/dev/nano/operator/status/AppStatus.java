package dev.nano.operator.status;

import static dev.nano.operator.status.Conditions.ACCEPTED;
import static dev.nano.operator.status.Conditions.PROGRAMMED;
import static dev.nano.operator.status.Conditions.READY;
import static dev.nano.operator.status.Conditions.STALLED;

import dev.nano.api.CodeSource;
import dev.nano.api.NanoApp;
import dev.nano.api.NanoAppSpec;
import dev.nano.api.NanoAppStatus;
import dev.nano.api.Quarantine;
import dev.nano.operator.desired.AppCode;
import dev.nano.operator.desired.Containment;
import dev.nano.operator.desired.DesiredApp;
import dev.nano.operator.desired.Reason;
import dev.nano.operator.desired.Verdict;
import dev.nano.operator.pod.Problem;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a NanoApp's status says: a pure function of the NanoApp, what became of it, and what the pods confirm. */
public final class AppStatus {

    private final NanoApp app;
    private final List<PodView> pods;
    private final Conditions conditions;
    private final String url;

    private AppStatus(NanoApp app, List<PodView> pods, String scheme, String now) {
        NanoAppStatus before = app.getStatus();
        this.app = app;
        this.pods = pods;
        this.conditions = new Conditions(
                before == null ? List.of() : before.conditions(),
                app.getMetadata().getGeneration(),
                now);
        this.url = scheme + "://" + app.getSpec().hostname();
    }

    /**
     * The status, with the times of transitions taken over from the one before.
     *
     * @param pods all that count
     * @param scheme of the URL
     * @param now as Kubernetes writes times
     */
    public static NanoAppStatus of(NanoApp app, Verdict verdict, List<PodView> pods, String scheme, String now) {
        var status = new AppStatus(app, pods, scheme, now);
        return switch (verdict) {
            case Verdict.Accepted accepted -> status.accepted(accepted.app());
            case Verdict.Rejected rejected -> status.rejected(rejected);
            case Verdict.Pending _ -> throw new IllegalArgumentException("there is no status yet");
        };
    }

    private NanoAppStatus rejected(Verdict.Rejected rejected) {
        conditions.add(ACCEPTED, false, rejected.reason(), rejected.message());
        conditions.add(PROGRAMMED, false, Reason.NotAccepted, "not accepted: " + rejected.message());
        DesiredApp previous = rejected.previous();
        boolean isServed = previous != null && pods.stream().anyMatch(pod -> pod.serves(previous.digest()));
        conditions.add(
                READY,
                false,
                rejected.reason(),
                rejected.message() + (isServed ? "; until then the version before goes on serving" : ""));
        // These end by themselves as soon as the source is there.
        if (rejected.reason() != Reason.SourceNotFound && rejected.reason() != Reason.SourceUnreadable) {
            conditions.add(STALLED, true, rejected.reason(), rejected.message());
        }
        // What is known of its code is not forgotten meanwhile.
        NanoAppStatus before = app.getStatus();
        return before == null
                ? status(null, 0, null, null)
                : status(null, 0, before.quarantine(), before.liftedQuarantine());
    }

    private NanoAppStatus accepted(DesiredApp desired) {
        conditions.add(ACCEPTED, true, Reason.Accepted, "it is valid, and " + desired.hostname() + " is its hostname");
        List<PodView> confirmed =
                pods.stream().filter(pod -> pod.hasConfirmed(desired.digest())).toList();
        List<PodView> refused =
                pods.stream().filter(pod -> pod.hasRefused(desired.digest())).toList();
        if (desired.containment() instanceof Containment.Quarantined quarantined) {
            quarantined(quarantined, desired);
            return status(desired, 0);
        }
        if (pods.isEmpty()) {
            both(false, Reason.NoRuntimePods, "there is no runtime pod that is ready", "");
        } else if (!refused.isEmpty()) {
            refused(refused, desired);
        } else if (confirmed.size() < pods.size()) {
            PodView late = pods.stream()
                    .filter(pod -> !pod.hasConfirmed(desired.digest()))
                    .findFirst()
                    .orElseThrow();
            both(false, Reason.Syncing, late.name() + " " + late.lateness(), "");
        } else {
            conditions.add(PROGRAMMED, true, Reason.Programmed, "every runtime pod has loaded it");
            conditions.add(READY, true, Reason.Served, "every runtime pod serves it at " + url);
        }
        return status(desired, confirmed.size());
    }

    private void quarantined(Containment.Quarantined quarantined, DesiredApp desired) {
        String message =
                "Quarantined on every runtime pod because a thread got stuck in its code: " + quarantined.reason()
                        + (quarantined.isLiftUsed()
                                ? ". The annotation " + Quarantine.LIFT
                                        + " has lifted this digest once; remove it and set it again"
                                        + " to lift it once more, or change the code."
                                : (desired.code() instanceof AppCode.Directory
                                                ? ". Mend the files, then lift it with: kubectl"
                                                : ". Change the code, or lift it with: kubectl")
                                        + " annotate nanoapp "
                                        + app.getMetadata().getName() + " -n "
                                        + app.getMetadata().getNamespace() + " --overwrite " + Quarantine.LIFT + "="
                                        + desired.publicDigest());
        both(false, Reason.Quarantined, message, "");
        conditions.add(STALLED, true, Reason.Quarantined, message);
    }

    private void refused(List<PodView> refused, DesiredApp desired) {
        Problem problem = problem(refused.getFirst());
        Reason reason = switch (problem.code()) {
            case Problem.LOAD_FAILED -> Reason.LoadFailed;
            case Problem.HOSTNAME_TAKEN -> Reason.HostnameTaken;
            case Problem.QUARANTINED -> Reason.Quarantined;
            // A directory that is not there is the only thing that a runtime can say of a path.
            default -> desired.code() instanceof AppCode.Directory ? Reason.LoadFailed : Reason.Refused;
        };
        String where = refused.size() == pods.size()
                ? ""
                : " (on " + refused.stream().map(PodView::name).collect(Collectors.joining(", ")) + " only)";
        String message = problem.message() + where;
        boolean isOldServed = pods.stream()
                .anyMatch(pod -> pod.app() != null && pod.app().digest() != null && !pod.serves(desired.digest()));
        both(false, reason, message, isOldServed ? "; the version before goes on serving" : "");
        // A quarantine may end by itself.
        if (reason != Reason.Quarantined) {
            conditions.add(STALLED, true, reason, message);
        }
    }

    private static Problem problem(PodView pod) {
        Problem problem = pod.app() == null ? null : pod.app().problem();
        return problem == null ? new Problem("unknown", "refused") : problem;
    }

    private void both(boolean status, Reason reason, String message, String onlyReady) {
        conditions.add(PROGRAMMED, status, reason, message);
        conditions.add(READY, status, reason, message + onlyReady);
    }

    private NanoAppStatus status(DesiredApp desired, int ready) {
        String digest = desired.publicDigest();
        return switch (desired.containment()) {
            case Containment.Run _ -> status(digest, ready, null, null);
            case Containment.Lifted _ -> status(digest, ready, null, digest);
            case Containment.Quarantined(String reason, String since, boolean isLiftUsed) ->
                status(digest, ready, new Quarantine(digest, reason, since), isLiftUsed ? digest : null);
        };
    }

    private NanoAppStatus status(
            @Nullable String digest, int ready, @Nullable Quarantine quarantine, @Nullable String liftedQuarantine) {
        return new NanoAppStatus(
                app.getMetadata().getGeneration(),
                conditions.list(),
                url,
                digest,
                source(app.getSpec()),
                pods.size(),
                ready,
                ready + "/" + pods.size(),
                quarantine,
                liftedQuarantine);
    }

    private static @Nullable String source(NanoAppSpec spec) {
        if (spec.path() != null) {
            return "path/" + spec.path();
        }
        CodeSource source = spec.source();
        if (source == null) {
            return null;
        }
        return source.configMap() == null
                ? "inline"
                : "configmap/" + source.configMap().name();
    }

    /** Whether some pod has yet to say what it makes of the app: the next status may be just moments away. */
    public static boolean isUnderWay(Verdict verdict, List<PodView> pods) {
        return verdict instanceof Verdict.Accepted(Verdict.Version _, DesiredApp app)
                && !(app.containment() instanceof Containment.Quarantined)
                && pods.stream().anyMatch(pod -> !pod.hasConfirmed(app.digest()) && !pod.hasRefused(app.digest()));
    }

    /** Whether every pod serves it as it is declared. */
    public static boolean isServed(NanoAppStatus status) {
        return Conditions.find(status.conditions(), READY)
                .filter(ready -> ready.getStatus().equals("True"))
                .isPresent();
    }

    /** Whether it is not ready because of pods that are late or away, rather than because of the app. */
    public static boolean isAboutPods(NanoAppStatus status) {
        return Conditions.find(status.conditions(), READY)
                .filter(ready -> ready.getReason().equals(Reason.Syncing.name())
                        || ready.getReason().equals(Reason.NoRuntimePods.name()))
                .isPresent();
    }

    /** Whether two statuses speak of the same app, code and values included. */
    public static boolean isSameApp(NanoAppStatus one, NanoAppStatus other) {
        return one.digest() != null && one.digest().equals(other.digest());
    }

    /** Whether two statuses tell users the same but for the number of pods. */
    public static boolean sameButForCounts(@Nullable NanoAppStatus one, NanoAppStatus other) {
        return one != null && withoutCounts(one).equals(withoutCounts(other));
    }

    private static NanoAppStatus withoutCounts(NanoAppStatus status) {
        return new NanoAppStatus(
                status.observedGeneration(),
                status.conditions(),
                status.url(),
                status.digest(),
                status.source(),
                null,
                null,
                null,
                status.quarantine(),
                status.liftedQuarantine());
    }

    /** The condition that users look at first. */
    public static @Nullable Condition ready(@Nullable NanoAppStatus status) {
        return status == null
                ? null
                : Conditions.find(status.conditions(), READY).orElse(null);
    }
}
