package dev.nano.operator.desired;

import dev.nano.api.NanoApp;
import dev.nano.api.NanoAppStatus;
import dev.nano.api.Quarantine;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which code no pod may run because a thread of one got stuck in it. Pods report it, from any thread; the planner applies it. It
 * lasts as long as the digest, over restarts of the operator by the status of the NanoApp, or until the annotation
 * {@value Quarantine#LIFT} names the digest. Each setting of the annotation lifts once: code that gets stuck again would take one
 * pod after the other out of service.
 */
public final class Quarantines {

    private static final Logger log = LoggerFactory.getLogger(Quarantines.class);

    /** What pods have reported since the last set. */
    private final Map<AppKey, Report> reports = new ConcurrentHashMap<>();
    /** As of the last set. The planner's own. */
    private final Map<AppKey, Known> known = new HashMap<>();

    private record Report(String digest, String reason) {}

    private record Known(String uid, String digest, Containment containment) {}

    /**
     * A pod has found a thread stuck in this app, or refuses it because of that.
     *
     * @param digest of the pods
     */
    public void report(AppKey key, String digest, String reason) {
        reports.put(key, new Report(digest, reason));
    }

    /** The app as pods should have it now. */
    DesiredApp apply(NanoApp app, DesiredApp desired) {
        AppKey key = desired.key();
        String uid = app.getMetadata().getUid();
        Known last = known.get(key);
        Containment before = last != null && last.uid().equals(uid)
                ? last.digest().equals(desired.digest()) ? last.containment() : Containment.NONE
                : ofStatus(app, desired);
        Containment now = next(key, before, desired, isLifting(app, desired));
        known.put(key, new Known(uid, desired.digest(), now));
        return desired.contained(now);
    }

    private Containment next(AppKey key, Containment before, DesiredApp desired, boolean isLifting) {
        Report report = reports.remove(key);
        boolean isReported = report != null && report.digest().equals(desired.digest());
        Containment now = switch (before) {
            case Containment.Run run -> isReported ? quarantined(report, false) : run;
            case Containment.Lifted lifted ->
                isReported
                        ? quarantined(report, isLifting && lifted.isLiftUsed())
                        : new Containment.Lifted(isLifting && lifted.isLiftUsed());
            case Containment.Quarantined quarantined ->
                new Containment.Quarantined(
                        quarantined.reason(), quarantined.since(), isLifting && quarantined.isLiftUsed());
        };
        if (now instanceof Containment.Quarantined quarantined && isLifting && !quarantined.isLiftUsed()) {
            log.atWarn()
                    .addKeyValue("app", key)
                    .addKeyValue("digest", desired.publicDigest())
                    .log("quarantine_lifted");
            return new Containment.Lifted(true);
        }
        if (report != null && isReported && now instanceof Containment.Quarantined) {
            log.atWarn()
                    .addKeyValue("app", key)
                    .addKeyValue("digest", desired.publicDigest())
                    .addKeyValue("error", report.reason())
                    .log("app_quarantined");
        }
        return now;
    }

    private static Containment.Quarantined quarantined(@Nullable Report report, boolean isLiftUsed) {
        return new Containment.Quarantined(
                Objects.requireNonNull(report).reason(),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                isLiftUsed);
    }

    private static boolean isLifting(NanoApp app, DesiredApp desired) {
        Map<String, String> annotations = app.getMetadata().getAnnotations();
        String digest = annotations == null ? null : annotations.get(Quarantine.LIFT);
        return digest != null && (digest.equals(desired.publicDigest()) || digest.equals(desired.digest()));
    }

    /** What another operator has written. */
    private static Containment ofStatus(NanoApp app, DesiredApp desired) {
        NanoAppStatus status = app.getStatus();
        if (status == null) {
            return Containment.NONE;
        }
        boolean isLiftUsed = desired.publicDigest().equals(status.liftedQuarantine());
        Quarantine quarantine = status.quarantine();
        if (quarantine != null && desired.publicDigest().equals(quarantine.digest())) {
            return new Containment.Quarantined(
                    Objects.requireNonNullElse(quarantine.reason(), ""),
                    Objects.requireNonNullElse(quarantine.since(), ""),
                    isLiftUsed);
        }
        return isLiftUsed ? new Containment.Lifted(true) : Containment.NONE;
    }

    /** Those that are gone are forgotten. */
    void retain(Map<AppKey, Verdict> verdicts) {
        known.keySet().retainAll(verdicts.keySet());
        reports.keySet().retainAll(verdicts.keySet());
    }
}
