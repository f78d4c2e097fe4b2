package dev.nano.operator.pod;

import static dev.nano.operator.desired.Apps.app;
import static dev.nano.operator.desired.Apps.edited;
import static dev.nano.operator.desired.Apps.inline;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nano.api.NanoApp;
import dev.nano.api.Quarantine;
import dev.nano.operator.desired.AppKey;
import dev.nano.operator.desired.DesiredApp;
import dev.nano.operator.desired.DesiredSet;
import dev.nano.operator.desired.FakeSources;
import dev.nano.operator.desired.Planner;
import dev.nano.operator.desired.Policy;
import dev.nano.operator.desired.Verdict;
import dev.nano.operator.status.AppStatus;
import dev.nano.operator.status.PodView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Code that got a thread of one pod stuck: no pod runs it, until it changes or is lifted. */
class QuarantineTest {

    private static final String HOST = "a.example";

    private Planner planner = new Planner(new FakeSources(), Policy.ALLOW_ALL, namespace -> Map.of(), Duration.ZERO);
    private List<Pod> pods = List.of(new Pod(new SimulatedPod()), new Pod(new SimulatedPod()));
    private NanoApp app = app("a", 1, inline(HOST, "code"));
    private DesiredSet set = DesiredSet.NONE;
    private long now;

    private final class Pod implements PodReport.Listener {

        final SimulatedPod runtime;
        final PodReport report = new PodReport(this);
        final PodState state =
                new PodState(SyncSettings.of(Duration.ofSeconds(60), Duration.ofSeconds(30)), new Random(1), report);
        final List<AdminCall> calls = new ArrayList<>();

        Pod(SimulatedPod runtime) {
            this.runtime = runtime;
        }

        @Override
        public void appChanged(String hostname) {}

        @Override
        public void quarantined(AppKey key, String digest, String reason) {
            planner.quarantines().report(key, digest, reason);
        }

        @Override
        public void podChanged() {}

        void work() {
            state.target(set);
            for (List<AdminCall> next = state.next(now); !next.isEmpty(); next = state.next(now)) {
                calls.addAll(next);
                for (AdminCall call : next) {
                    state.answered(call, runtime.answer(call), now);
                }
            }
        }

        String state() {
            Served there = runtime.served.get(HOST);
            return there == null
                    ? "absent"
                    : there.problem() == null ? "serving" : there.problem().code();
        }
    }

    /** Time passes, pods are looked at, and what they say is planned. */
    private void settle() {
        for (int i = 0; i < 3; i++) {
            now += 100_000;
            set = planner.next(List.of(app), now);
            pods.forEach(Pod::work);
            set = planner.next(List.of(app), now);
            pods.forEach(Pod::work);
        }
        app = reported(app);
    }

    /** As the API server has it once the status is written. */
    private NanoApp reported(NanoApp app) {
        List<PodView> views = pods.stream()
                .map(pod -> new PodView("p", pod.report.app(HOST), null, false))
                .toList();
        NanoApp next = new NanoApp();
        next.setMetadata(app.getMetadata());
        next.setSpec(app.getSpec());
        next.setStatus(AppStatus.of(app, set.verdicts().get(key()), views, "http", "2026-01-01T00:00:00Z"));
        return next;
    }

    private static AppKey key() {
        return new AppKey("team", "a");
    }

    private DesiredApp desired() {
        return ((Verdict.Accepted) set.verdicts().get(key())).app();
    }

    private List<String> states() {
        return pods.stream().map(Pod::state).toList();
    }

    private String ready() {
        return AppStatus.ready(app.getStatus()).getStatus() + " "
                + AppStatus.ready(app.getStatus()).getReason();
    }

    private void lift(String digest) {
        app.getMetadata().setAnnotations(digest == null ? Map.of() : Map.of(Quarantine.LIFT, digest));
    }

    private void getStuck(int pod) {
        pods.get(pod).runtime.getStuck(HOST);
    }

    /** Another operator, which knows what statuses say. */
    private void restartOperator() {
        planner = new Planner(new FakeSources(), Policy.ALLOW_ALL, namespace -> Map.of(), Duration.ZERO);
        pods = pods.stream().map(pod -> new Pod(pod.runtime)).toList();
    }

    @Test
    void whatGetsOnePodStuckRunsOnNone() {
        settle();
        assertThat(ready()).isEqualTo("True Served");
        getStuck(0);
        settle();

        assertThat(states()).containsExactly("quarantined", "quarantined");
        assertThat(ready()).isEqualTo("False Quarantined");
        assertThat(app.getStatus().quarantine().digest()).isEqualTo(desired().publicDigest());
        assertThat(AppStatus.ready(app.getStatus()).getMessage())
                .contains("stuck in BigInt.toString")
                .contains("kubectl annotate nanoapp a -n team --overwrite nano.dev/lift-quarantine="
                        + desired().publicDigest());
        // Nothing is said twice.
        pods.forEach(pod -> pod.calls.clear());
        settle();
        assertThat(pods).allSatisfy(pod -> assertThat(pod.calls).allMatch(AdminCall.Look.class::isInstance));
    }

    @Test
    void itLastsOverARestartOfTheOperatorAndForPodsThatAreNew() {
        settle();
        getStuck(0);
        settle();
        restartOperator();
        pods = List.of(new Pod(new SimulatedPod()), new Pod(new SimulatedPod()));
        settle();

        assertThat(states()).containsExactly("quarantined", "quarantined");
        assertThat(ready()).isEqualTo("False Quarantined");
        // Never, not even at first.
        assertThat(pods)
                .allSatisfy(pod -> assertThat(pod.calls)
                        .filteredOn(AdminCall.Put.class::isInstance)
                        .containsExactly(new AdminCall.Put(desired())));
    }

    @Test
    void aPodThatRefusesTheDigestWhenItIsSentTellsOfItToo() {
        settle();
        String digest = desired().digest();
        pods = List.of(new Pod(new SimulatedPod()), new Pod(new SimulatedPod()));
        pods.get(1).runtime.quarantined.add(digest);
        settle();
        assertThat(states()).containsExactly("quarantined", "quarantined");
    }

    @Test
    void changedCodeRuns() {
        settle();
        getStuck(1);
        settle();
        app = edited(app, inline(HOST, "mended"));
        settle();

        assertThat(states()).containsExactly("serving", "serving");
        assertThat(ready()).isEqualTo("True Served");
        assertThat(app.getStatus().quarantine()).isNull();
    }

    @Test
    void theAnnotationLiftsItOnEveryPodAndOnce() {
        settle();
        getStuck(0);
        settle();
        lift("sha256:another");
        settle();
        assertThat(ready()).isEqualTo("False Quarantined");

        lift(desired().publicDigest());
        settle();
        assertThat(states()).containsExactly("serving", "serving");
        assertThat(ready()).isEqualTo("True Served");
        assertThat(app.getStatus().quarantine()).isNull();

        // It gets stuck again while the annotation is still there.
        getStuck(1);
        settle();
        assertThat(states()).containsExactly("quarantined", "quarantined");
        assertThat(AppStatus.ready(app.getStatus()).getMessage()).contains("remove it and set it again");
        restartOperator();
        settle();
        assertThat(states()).containsExactly("quarantined", "quarantined");

        lift(null);
        settle();
        lift(desired().publicDigest());
        settle();
        assertThat(states()).containsExactly("serving", "serving");
    }

    @Test
    void aPodThatWasAwayWhenItWasLiftedIsToldLater() {
        settle();
        getStuck(0);
        settle();
        SimulatedPod away = pods.get(1).runtime;
        String digest = desired().digest();
        pods = List.of(pods.get(0));
        lift(desired().publicDigest());
        settle();
        away.quarantined.add(digest);
        away.restart();
        pods = List.of(pods.get(0), new Pod(away));
        settle();

        assertThat(states()).containsExactly("serving", "serving");
        // Also when another operator comes meanwhile, and when the annotation is gone.
        away.quarantined.add(digest);
        away.restart();
        lift(null);
        restartOperator();
        settle();
        assertThat(states()).containsExactly("serving", "serving");
    }

    /** The process ends because of the stuck thread, and comes back with its record. */
    @Test
    void aLiftedAppThatEndsThePodIsNotLiftedAgainByThePodsRestart() {
        settle();
        getStuck(0);
        settle();
        lift(desired().publicDigest());
        settle();
        pods.get(0).runtime.quarantined.add(desired().digest());
        pods.get(0).runtime.restart();
        pods.get(0).state.suspect(now);
        settle();

        assertThat(states()).containsExactly("quarantined", "quarantined");
        assertThat(ready()).isEqualTo("False Quarantined");
    }
}
