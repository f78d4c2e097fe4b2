package dev.nano.operator.pod;

import static dev.nano.operator.desired.Apps.app;
import static dev.nano.operator.desired.Apps.edited;
import static dev.nano.operator.desired.Apps.inline;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nano.api.NanoApp;
import dev.nano.operator.desired.AppKey;
import dev.nano.operator.desired.DesiredApp;
import dev.nano.operator.desired.FakeSources;
import dev.nano.operator.desired.Planner;
import dev.nano.operator.desired.Policy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One namespace with thousands of changes, or with apps that hang, does not hold up the change of another. */
class FairnessTest {

    private static final int MANY = 10_000;

    private final Planner planner =
            new Planner(new FakeSources(), Policy.ALLOW_ALL, namespace -> Map.of(), Duration.ZERO);
    private final PodState state = new PodState(
            SyncSettings.of(Duration.ofSeconds(60), Duration.ofSeconds(30)), new Random(1), new PodReport(new Deaf()));
    private final SimulatedPod pod = new SimulatedPod();
    private final Deque<AdminCall> underWay = new ArrayDeque<>();
    private final List<NanoApp> apps = new ArrayList<>();
    private final List<String> served = new ArrayList<>();
    private long now = 1;

    private static final class Deaf implements PodReport.Listener {
        @Override
        public void appChanged(String hostname) {}

        @Override
        public void quarantined(AppKey key, String digest, String reason) {}

        @Override
        public void podChanged() {}
    }

    private void plan() {
        state.target(planner.next(apps, now));
    }

    /** The oldest call is answered. */
    private void step() {
        underWay.addAll(state.next(now));
        AdminCall call = underWay.poll();
        if (call instanceof AdminCall.Put(DesiredApp app)) {
            served.add(app.hostname());
        }
        if (call != null) {
            state.answered(call, pod.answer(call), now);
        }
    }

    private static List<NanoApp> many(String code) {
        return IntStream.range(0, MANY)
                .mapToObj(i -> app("big", "a" + i, 1, inline("a" + i + ".big.example", code)))
                .toList();
    }

    @Test
    void aChangeOfASmallNamespaceOvertakesTheBacklogOfABigOne() {
        apps.addAll(many("one"));
        plan();
        for (int i = 0; i < 500; i++) {
            step();
        }
        NanoApp small = app("small", "a", 2, inline("a.small.example", "one"));
        apps.add(small);
        plan();
        int before = served.size();
        while (!served.contains("a.small.example")) {
            step();
        }

        // Those that were under way, and no turn more than one of the other namespace.
        assertThat(served.size() - before).isLessThanOrEqualTo(10);
    }

    @Test
    void anEditToo() {
        NanoApp small = app("small", "a", 2, inline("a.small.example", "one"));
        apps.add(small);
        apps.addAll(many("one"));
        plan();
        while (state.pending() > 0 || !underWay.isEmpty() || served.size() <= MANY) {
            step();
        }
        // Everything changes at once.
        apps.clear();
        many("two").forEach(app -> apps.add(edited(app, inline(app.getSpec().hostname(), "two"))));
        apps.add(edited(small, inline("a.small.example", "two")));
        plan();
        served.clear();
        while (!served.contains("a.small.example")) {
            step();
        }
        assertThat(served).hasSizeLessThanOrEqualTo(10);
    }

    @Test
    void callsThatHangHoldUpTheirOwnNamespaceAlone() {
        apps.addAll(many("hangs"));
        plan();
        step();
        // None of the calls is ever answered.
        List<AdminCall> hanging = state.next(now);
        assertThat(hanging).hasSize(8);
        assertThat(state.next(now)).isEmpty();

        apps.add(app("small", "a", 2, inline("a.small.example", "one")));
        apps.add(app("other", "a", 2, inline("a.other.example", "one")));
        plan();
        assertThat(state.next(now))
                .extracting(call -> call instanceof AdminCall.Put(DesiredApp app) ? app.hostname() : "")
                .containsExactlyInAnyOrder("a.small.example", "a.other.example");
        // One each, and never without end.
        for (int i = 0; i < 100; i++) {
            apps.add(app("n" + i, "a", 3, inline("a.n" + i + ".example", "one")));
        }
        plan();
        assertThat(state.next(now)).hasSize(4 * 8 - 10);
    }
}
