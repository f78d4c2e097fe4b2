package dev.nano.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nano.api.NanoApp;
import dev.nano.api.NanoAppStatus;
import dev.nano.operator.desired.AppKey;
import dev.nano.operator.desired.Apps;
import dev.nano.operator.desired.DesiredApp;
import dev.nano.operator.desired.DesiredSet;
import dev.nano.operator.desired.FakeSources;
import dev.nano.operator.desired.Planner;
import dev.nano.operator.desired.Policy;
import dev.nano.operator.desired.Reason;
import dev.nano.operator.desired.Verdict;
import dev.nano.operator.pod.AppOnPod;
import dev.nano.operator.pod.Problem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AppStatusTest {

    private static final String NOW = "2026-01-01T00:00:00Z";
    private static final String LATER = "2026-01-01T00:01:00Z";

    private final NanoApp app = Apps.app("a", 1, Apps.inline("a.example", "code"));
    private final Verdict verdict = verdict(app);
    private final String digest = ((Verdict.Accepted) verdict).app().digest();

    private static Verdict verdict(NanoApp app) {
        DesiredSet set = new Planner(new FakeSources(), Policy.ALLOW_ALL, namespace -> Map.of(), Duration.ZERO)
                .next(List.of(app), 0);
        return set.verdicts().get(AppKey.of(app));
    }

    private PodView serving(String name) {
        return new PodView(name, new AppOnPod(digest, null, null), null, false);
    }

    private PodView refusing(String name, String old) {
        var problem = new Problem(Problem.LOAD_FAILED, "index.js:3:14: SyntaxError: no");
        return new PodView(name, new AppOnPod(old, digest, problem), null, false);
    }

    private NanoAppStatus status(PodView... pods) {
        return AppStatus.of(app, verdict, List.of(pods), "https", NOW);
    }

    private static String condition(NanoAppStatus status, String type) {
        return Conditions.find(status.conditions(), type)
                .map(c -> c.getStatus() + " " + c.getReason() + ": " + c.getMessage())
                .orElse("none");
    }

    @Test
    void itIsReadyWhenEveryPodHasConfirmedIt() {
        NanoAppStatus status = status(serving("p1"), serving("p2"));

        assertThat(condition(status, "Accepted"))
                .isEqualTo("True Accepted: it is valid, and a.example is its hostname");
        assertThat(condition(status, "Programmed")).isEqualTo("True Programmed: every runtime pod has loaded it");
        assertThat(condition(status, "Ready"))
                .isEqualTo("True Served: every runtime pod serves it at https://a.example");
        assertThat(condition(status, "Stalled")).isEqualTo("none");
        assertThat(status.podsReady()).isEqualTo("2/2");
        assertThat(status.observedGeneration()).isEqualTo(1L);
        assertThat(status.digest()).isEqualTo(digest);
        assertThat(status.source()).isEqualTo("inline");
    }

    @Test
    void untilThenItNamesAPodThatIsLate() {
        NanoAppStatus status = status(serving("p1"), new PodView("p2", null, null, false));

        assertThat(condition(status, "Ready")).isEqualTo("False Syncing: p2 has not confirmed it yet");
        assertThat(status.podsReady()).isEqualTo("1/2");
    }

    @Test
    void itIsUnderWayUntilEveryPodHasConfirmedOrRefusedIt() {
        var silent = new PodView("p3", null, null, false);
        assertThat(AppStatus.isUnderWay(verdict, List.of(serving("p1"), refusing("p2", null), silent)))
                .isTrue();
        assertThat(AppStatus.isUnderWay(verdict, List.of(serving("p1"), refusing("p2", null))))
                .isFalse();
        assertThat(AppStatus.isUnderWay(verdict, List.of())).isFalse();
    }

    @Test
    void itSaysWhyAPodIsLate() {
        NanoAppStatus status = status(serving("p1"), new PodView("p2", null, "connection refused", false));
        assertThat(condition(status, "Ready")).isEqualTo("False Syncing: p2 does not answer: connection refused");
    }

    @Test
    void codeThatTakesTooLongIsLateRatherThanRefused() {
        var problem = new Problem(Problem.NO_ANSWER, "has not loaded it within 30 s");
        var slow = new PodView("p2", new AppOnPod(null, digest, problem), null, false);
        assertThat(condition(status(serving("p1"), slow), "Ready"))
                .isEqualTo("False Syncing: p2 has not loaded it within 30 s");
    }

    @Test
    void whatAPodConfirmedCountsNoMoreWhenItHasBeenAwayForLong() {
        var away = new PodView("p2", new AppOnPod(digest, null, null), "connection refused", true);
        assertThat(condition(status(serving("p1"), away), "Ready")).startsWith("False Syncing");
        var justGone = new PodView("p2", new AppOnPod(digest, null, null), "connection refused", false);
        assertThat(condition(status(serving("p1"), justGone), "Ready")).startsWith("True Served");
    }

    @Test
    void withoutPodsNothingIsServed() {
        assertThat(condition(status(), "Ready"))
                .isEqualTo("False NoRuntimePods: there is no runtime pod that is ready");
    }

    @Test
    void brokenCodeIsToldWithFileAndLineAndThatTheOldVersionServes() {
        NanoAppStatus status = status(refusing("p1", "sha256:old"), refusing("p2", "sha256:old"));

        assertThat(condition(status, "Programmed")).isEqualTo("False LoadFailed: index.js:3:14: SyntaxError: no");
        assertThat(condition(status, "Ready"))
                .isEqualTo("False LoadFailed: index.js:3:14: SyntaxError: no; the version before goes on serving");
        assertThat(condition(status, "Stalled")).startsWith("True LoadFailed");
    }

    @Test
    void codeThatNeverLoadedHasNoOldVersion() {
        assertThat(condition(status(refusing("p1", null)), "Ready"))
                .isEqualTo("False LoadFailed: index.js:3:14: SyntaxError: no");
    }

    @Test
    void podsThatDifferAreNamed() {
        assertThat(condition(status(serving("p1"), refusing("p2", null)), "Programmed"))
                .isEqualTo("False LoadFailed: index.js:3:14: SyntaxError: no (on p2 only)");
    }

    @Test
    void aQuarantinedAppIsNotServedAndThatMayPass() {
        var stuck = new Problem(Problem.QUARANTINED, "quarantined: a thread is stuck");
        NanoAppStatus status =
                status(serving("p1"), new PodView("p2", new AppOnPod(digest, digest, stuck), null, false));

        assertThat(condition(status, "Ready"))
                .isEqualTo("False Quarantined: quarantined: a thread is stuck (on p2 only)");
        assertThat(condition(status, "Stalled")).isEqualTo("none");
        assertThat(status.podsReady()).isEqualTo("1/2");
    }

    @Test
    void whatIsRejectedSaysWhy() {
        var rejected = new Verdict.Rejected(verdict.of(), Reason.HostnameConflict, "it belongs to team/b", null);
        NanoAppStatus status = AppStatus.of(app, rejected, List.of(serving("p1")), "http", NOW);

        assertThat(condition(status, "Accepted")).isEqualTo("False HostnameConflict: it belongs to team/b");
        assertThat(condition(status, "Programmed")).isEqualTo("False NotAccepted: not accepted: it belongs to team/b");
        assertThat(condition(status, "Ready")).isEqualTo("False HostnameConflict: it belongs to team/b");
        assertThat(condition(status, "Stalled")).startsWith("True");
        assertThat(status.readyPods()).isZero();
    }

    @Test
    void aMissingSourceIsNoDeadEndAndTheOldVersionServes() {
        DesiredApp previous = ((Verdict.Accepted) verdict).app();
        var rejected = new Verdict.Rejected(verdict.of(), Reason.SourceNotFound, "no ConfigMap x", previous);
        NanoAppStatus status = AppStatus.of(app, rejected, List.of(serving("p1")), "http", NOW);

        assertThat(condition(status, "Ready"))
                .isEqualTo("False SourceNotFound: no ConfigMap x; until then the version before goes on serving");
        assertThat(condition(status, "Stalled")).isEqualTo("none");
    }

    @Test
    void aTransitionTimeStaysWhileTheStatusStays() {
        app.setStatus(status(serving("p1")));
        NanoAppStatus same = AppStatus.of(app, verdict, List.of(serving("p1")), "https", LATER);
        assertThat(same).isEqualTo(app.getStatus());

        NanoAppStatus late = AppStatus.of(app, verdict, List.of(new PodView("p1", null, null, false)), "https", LATER);
        assertThat(Conditions.find(late.conditions(), "Ready").orElseThrow().getLastTransitionTime())
                .isEqualTo(LATER);
        assertThat(Conditions.find(late.conditions(), "Accepted").orElseThrow().getLastTransitionTime())
                .isEqualTo(NOW);
    }

    @Test
    void oneMorePodIsADifferenceInCountsOnly() {
        assertThat(AppStatus.sameButForCounts(status(serving("p1")), status(serving("p1"), serving("p2"))))
                .isTrue();
        assertThat(AppStatus.sameButForCounts(status(serving("p1")), status())).isFalse();
        assertThat(AppStatus.sameButForCounts(null, status())).isFalse();
    }
}
