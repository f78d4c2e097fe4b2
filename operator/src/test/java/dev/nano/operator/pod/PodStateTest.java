package dev.nano.operator.pod;

import static dev.nano.operator.desired.Apps.app;
import static dev.nano.operator.desired.Apps.configMap;
import static dev.nano.operator.desired.Apps.edited;
import static dev.nano.operator.desired.Apps.inline;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nano.api.NanoApp;
import dev.nano.operator.desired.AppKey;
import dev.nano.operator.desired.DesiredApp;
import dev.nano.operator.desired.DesiredSet;
import dev.nano.operator.desired.Entry;
import dev.nano.operator.desired.FakeSources;
import dev.nano.operator.desired.Planner;
import dev.nano.operator.desired.Policy;
import dev.nano.operator.desired.Sources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PodStateTest {

    private static final SyncSettings SETTINGS = SyncSettings.of(Duration.ofSeconds(60), Duration.ofSeconds(30));

    private final FakeSources sources = new FakeSources();
    private final Planner planner = new Planner(sources, Policy.ALLOW_ALL, namespace -> Map.of(), Duration.ZERO);
    private final List<String> news = new ArrayList<>();
    private final PodReport report = new PodReport(new PodReport.Listener() {
        @Override
        public void appChanged(String hostname) {
            news.add(hostname);
        }

        @Override
        public void quarantined(AppKey key, String digest, String reason) {
            news.add("quarantined " + key);
            planner.quarantines().report(key, digest, reason);
        }

        @Override
        public void podChanged() {
            news.add("pod");
        }
    });
    private final PodState state = new PodState(SETTINGS, new Random(1), report);
    private final SimulatedPod pod = new SimulatedPod();
    private final List<AdminCall> calls = new ArrayList<>();
    private long now;

    private DesiredSet target(NanoApp... apps) {
        DesiredSet set = planner.next(List.of(apps), now);
        state.target(set);
        return set;
    }

    /** Answers everything until nothing is left to do now. */
    private List<AdminCall> settle() {
        calls.clear();
        List<AdminCall> next = state.next(now);
        while (!next.isEmpty()) {
            calls.addAll(next);
            for (AdminCall call : next) {
                state.answered(call, pod.answer(call), now);
            }
            next = state.next(now);
        }
        return calls;
    }

    private static DesiredApp desired(DesiredSet set, String hostname) {
        return ((Entry.Serve) set.byHostname().get(hostname)).app();
    }

    private NanoApp[] many(int count) {
        NanoApp[] apps = new NanoApp[count];
        for (int i = 0; i < count; i++) {
            apps[i] = app("a" + i, 1, inline("a" + i + ".example", "code"));
        }
        return apps;
    }

    @Test
    void aPodIsLeftAloneBeforeThereIsADesiredSet() {
        pod.served.put("a.example", new Served("team/a", "sha256:1", true, false, null));
        assertThat(settle()).isEmpty();
        assertThat(state.wakeAt()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aNewPodIsLookedAtGetsWhatItLacksAndIsToldThatThisIsAll() {
        DesiredSet set = target(app("a", 1, inline("a.example", "code")));

        assertThat(settle())
                .containsExactly(
                        new AdminCall.Look(),
                        new AdminCall.Put(desired(set, "a.example")),
                        new AdminCall.Retain(
                                Map.of("a.example", desired(set, "a.example").digest()), true));
        assertThat(pod.isReady).isTrue();
        assertThat(report.hasBeenInStep()).isTrue();
        assertThat(report.inStepWith()).isEqualTo(set.version());
    }

    @Test
    void aPodThatHasEverythingIsOnlyLookedAtAndTold() {
        DesiredSet set = target(app("a", 1, inline("a.example", "code")));
        DesiredApp a = desired(set, "a.example");
        pod.served.put("a.example", new Served("team/a", a.digest(), true, false, null));

        assertThat(settle())
                .containsExactly(new AdminCall.Look(), new AdminCall.Retain(Map.of("a.example", a.digest()), true));
    }

    @Test
    void aPodThatLoadsLaterIsInStepOnlyOnceItHasLoadedEverything() {
        pod.loadsLater = true;
        DesiredSet set = target(app("a", 1, inline("a.example", "code")), app("b", 1, inline("b.example", "BROKEN")));
        settle();
        assertThat(pod.isReady).isTrue();
        assertThat(report.hasBeenInStep()).isFalse();

        now = state.wakeAt();
        assertThat(settle()).containsExactly(new AdminCall.Look());
        assertThat(report.hasBeenInStep()).isFalse();
        assertThat(report.app("a.example")).isNull();

        now = state.wakeAt();
        // What did not load is gone, and is sent once more to hear why.
        assertThat(settle()).containsExactly(new AdminCall.Look(), new AdminCall.Put(desired(set, "b.example")));
        assertThat(report.inStepWith()).isEqualTo(set.version());
        assertThat(report.app("a.example"))
                .isEqualTo(AppOnPod.serving(desired(set, "a.example").digest()));
        assertThat(report.app("b.example")).extracting(AppOnPod::problem).isEqualTo(SimulatedPod.SYNTAX_ERROR);
    }

    @Test
    void aPodThatIsStillLoadingTellsOfWhatChangesMeanwhile() {
        pod.loadsLater = true;
        NanoApp a = app("a", 1, inline("a.example", "code"));
        NanoApp b = app("b", 1, inline("b.example", "code"));
        target(a, b);
        assertThat(report.tells("a.example")).isFalse();
        settle();
        assertThat(report.tells("a.example")).isFalse();

        NanoApp c = app("c", 1, inline("c.example", "code"));
        DesiredSet set = target(edited(a, inline("a.example", "new code")), b, c);
        assertThat(List.of("a.example", "b.example", "c.example"))
                .filteredOn(report::tells)
                .containsExactly("a.example", "c.example");
        settle();
        assertThat(report.app("c.example"))
                .isEqualTo(AppOnPod.serving(desired(set, "c.example").digest()));

        state.suspect(now);
        assertThat(report.tells("c.example")).isFalse();
    }

    @Test
    void oneChangeIsOneCall() {
        NanoApp a = app("a", 1, inline("a.example", "code"));
        NanoApp b = app("b", 1, inline("b.example", "code"));
        target(a, b);
        settle();

        DesiredSet set = target(edited(a, inline("a.example", "new code")), b);

        assertThat(settle()).containsExactly(new AdminCall.Put(desired(set, "a.example")));
        target(b);
        assertThat(settle()).containsExactly(new AdminCall.Remove("a.example"));
    }

    @Test
    void atRestThereIsNoCallButTheLook() {
        target(many(100));
        settle();
        assertThat(settle()).isEmpty();

        now = state.wakeAt();
        assertThat(now).isEqualTo(5_000L);
        assertThat(settle()).containsExactly(new AdminCall.Look());
        assertThat(state.wakeAt() - now).isBetween(45_000L, 75_000L);
    }

    @Test
    void callsAtOnceAreBounded() {
        target(many(100));
        for (AdminCall look : state.next(now)) {
            state.answered(look, pod.answer(look), now);
        }
        assertThat(state.next(now)).hasSize(SETTINGS.maxCalls());
        assertThat(state.next(now)).isEmpty();
    }

    @Test
    void anAppThatHangsHoldsUpNoOther() {
        NanoApp a = app("a", 1, inline("a.example", "code"));
        target(a);
        settle();
        target(edited(a, inline("a.example", "slow")));
        assertThat(state.next(now)).hasSize(1);

        target(edited(a, inline("a.example", "slow")), app("b", 1, inline("b.example", "code")));

        assertThat(state.next(now)).singleElement().isInstanceOf(AdminCall.Put.class);
    }

    @Test
    void manyForeignAppsGoInOneCallThatDoesNotMakeAnEmptyPodReady() {
        for (int i = 0; i < 20; i++) {
            pod.served.put("foreign" + i, new Served("x", "sha256:x", true, false, null));
        }
        target(many(3));
        List<AdminCall> first = state.next(now);
        state.answered(first.getFirst(), pod.answer(first.getFirst()), now);

        AdminCall retain = state.next(now).getFirst();
        assertThat(retain).isInstanceOf(AdminCall.Retain.class);
        state.answered(retain, pod.answer(retain), now);
        assertThat(pod.served).isEmpty();
        assertThat(pod.isReady).isFalse();

        settle();
        assertThat(pod.served).hasSize(3);
        assertThat(pod.isReady).isTrue();
    }

    @Test
    void deletingManyAppsAgainAndAgainPutsNothingOff() {
        for (int i = 0; i < 8; i++) {
            target(many(12));
            settle();
            target(app("rest", 1, inline("rest.example", "code " + i)));
            settle();
            assertThat(pod.served).containsOnlyKeys("rest.example");
        }
    }

    @Test
    void aNewPodIsNotToldThatThisIsAllWhileASourceHasNotBeenRead() {
        sources.unread(Sources.Kind.CONFIG_MAP, "code");
        NanoApp a = app("a", 1, configMap("a.example", "code"));
        NanoApp b = app("b", 1, inline("b.example", "code"));
        target(a, b);
        settle();
        assertThat(pod.served).containsOnlyKeys("b.example");
        assertThat(pod.isReady).isFalse();

        sources.configMap("code", Map.of("index.js", "code"));
        target(a, b);
        settle();
        assertThat(pod.served).containsOnlyKeys("a.example", "b.example");
        assertThat(pod.isReady).isTrue();
    }

    @Test
    void aSourceThatCannotBeReadAtAllDoesNotKeepANewPodFromServingForLong() {
        sources.unread(Sources.Kind.CONFIG_MAP, "code");
        target(app("a", 1, configMap("a.example", "code")), app("b", 1, inline("b.example", "code")));
        settle();
        while (now < 15_000) {
            assertThat(pod.isReady).isFalse();
            now = state.wakeAt();
            settle();
        }
        assertThat(now).isEqualTo(15_000);
        assertThat(pod.isReady).isTrue();
        assertThat(state.wakeAt()).as("nobody is woken for what is over").isGreaterThan(now);
    }

    @Test
    void aPodThatCanBeLookedAtButNotChangedIsAskedEverMoreSeldomAndCountsAsFailing() {
        target(many(1));
        settle();
        target();
        int removals = 0;
        while (now < 60_000) {
            for (AdminCall call : state.next(now)) {
                boolean isRemoval = call instanceof AdminCall.Remove;
                removals += isRemoval ? 1 : 0;
                state.answered(call, isRemoval ? new AdminAnswer.Failed("status 500") : pod.answer(call), now);
            }
            now = Math.max(now + 1, state.wakeAt());
        }
        assertThat(removals).isBetween(5, 25);
        assertThat(report.failure()).isEqualTo("status 500");
        assertThat(report.failsFor(30_000, now)).isTrue();
    }

    @Test
    void anAppThatThePodCannotTakeDoesNotKeepANewPodFromBecomingReady() {
        DesiredSet set = target(app("a", 1, inline("a.example", "poison")), app("b", 1, inline("b.example", "code")));
        var problem = new Problem(Problem.NO_ANSWER, "cannot take it: status 500");
        for (List<AdminCall> next = state.next(now); !next.isEmpty(); next = state.next(now)) {
            for (AdminCall call : next) {
                boolean isPoison = call.equals(new AdminCall.Put(desired(set, "a.example")));
                state.answered(call, isPoison ? new AdminAnswer.Refused(problem) : pod.answer(call), now);
            }
        }
        assertThat(pod.isReady).isTrue();
        assertThat(pod.served).containsOnlyKeys("b.example");
        assertThat(report.app("a.example").problem()).isEqualTo(problem);
        assertThat(report.failure()).isNull();
    }

    @Test
    void whatSomebodyElseLeftAtAHostnameGoesThoughTheSourceOfItsOwnerIsMissing() {
        pod.served.put("a.example", new Served("team/gone", "sha256:1", true, false, null));
        pod.served.put("b.example", new Served("team/b", "sha256:1", true, false, null));
        target(app("a", 1, configMap("a.example", "missing")), app("b", 1, configMap("b.example", "missing")));
        settle();
        assertThat(pod.served).containsOnlyKeys("b.example");
    }

    @Test
    void aPodThatFailsForAnotherReasonSaysSo() {
        target(many(1));
        AdminCall look = state.next(now).getFirst();
        state.answered(look, new AdminAnswer.Failed("no answer in time"), now);
        now = state.wakeAt();
        look = state.next(now).getFirst();
        news.clear();
        state.answered(look, new AdminAnswer.Failed("the admin token is not accepted (401)"), now);
        assertThat(report.failure()).isEqualTo("the admin token is not accepted (401)");
        assertThat(news).containsExactly("pod");
    }

    @Test
    void whatWasChangedByHandIsRepairedAtTheNextLook() {
        DesiredSet set = target(many(2));
        settle();
        pod.served.remove("a0.example");
        pod.served.put("a1.example", new Served("by hand", "sha256:x", true, false, null));
        pod.served.put("foreign.example", new Served("by hand", "sha256:x", true, false, null));
        pod.served.put("config.example", new Served("of the file", "sha256:x", false, false, null));

        now = state.wakeAt();
        settle();

        assertThat(pod.served).containsOnlyKeys("a0.example", "a1.example", "config.example");
        assertThat(pod.served.get("a1.example").digest())
                .isEqualTo(desired(set, "a1.example").digest());
    }

    @Test
    void codeThatDoesNotLoadLeavesTheOldVersionAndIsOfferedAgainEverMoreSeldom() {
        NanoApp a = app("a", 1, inline("a.example", "code"));
        DesiredSet old = target(a);
        settle();

        DesiredSet broken = target(edited(a, inline("a.example", "BROKEN")));
        assertThat(settle()).hasSize(1);

        AppOnPod onPod = report.app("a.example");
        assertThat(onPod.digest()).isEqualTo(desired(old, "a.example").digest());
        assertThat(onPod.refused()).isEqualTo(desired(broken, "a.example").digest());
        assertThat(onPod.problem()).isEqualTo(SimulatedPod.SYNTAX_ERROR);

        long before = now;
        now = state.wakeAt();
        assertThat(now - before).isBetween(1_000L, 2_000L);
        assertThat(settle()).hasSize(1);
        assertThat(state.wakeAt() - now).isBetween(2_000L, 4_000L);
    }

    @Test
    void goingBackFromBrokenCodeClearsThePodsComplaint() {
        NanoApp a = app("a", 1, inline("a.example", "code"));
        target(a);
        settle();
        target(edited(a, inline("a.example", "BROKEN")));
        settle();

        DesiredSet set = target(a);
        assertThat(settle()).containsExactly(new AdminCall.Put(desired(set, "a.example")));

        assertThat(pod.served.get("a.example").problem()).isNull();
        assertThat(report.app("a.example"))
                .isEqualTo(AppOnPod.serving(desired(set, "a.example").digest()));
    }

    @Test
    void anAppThatDoesNotLoadDoesNotKeepANewPodFromBecomingReady() {
        target(app("a", 1, inline("a.example", "BROKEN")), app("b", 1, inline("b.example", "code")));
        settle();
        assertThat(pod.isReady).isTrue();
        assertThat(pod.served).containsOnlyKeys("b.example");
    }

    @Test
    void afterAFailureThePodIsLeftInPeaceForAWhileAndThenLookedAt() {
        target(many(1));
        AdminCall look = state.next(now).getFirst();
        state.answered(look, new AdminAnswer.Failed("connection refused"), now);
        assertThat(state.next(now)).isEmpty();
        assertThat(report.failure()).isEqualTo("connection refused");

        long before = now;
        now = state.wakeAt();
        assertThat(now - before).isBetween(50L, 100L);
        settle();
        assertThat(report.failure()).isNull();
        assertThat(pod.served).hasSize(1);
    }

    @Test
    void aRestartedPodIsFilledAgainWithoutNewsForEachApp() {
        target(many(50));
        settle();
        news.clear();

        pod.restart();
        state.suspect(now);
        settle();

        assertThat(pod.served).hasSize(50);
        assertThat(pod.isReady).isTrue();
        assertThat(news).isEmpty();
    }

    @Test
    void aChangeDuringALookIsNotUndoneByWhatTheLookSaw() {
        NanoApp a = app("a", 1, inline("a.example", "code"));
        target(a);
        settle();
        now = state.wakeAt();
        AdminCall look = state.next(now).getFirst();
        AdminAnswer seenBefore = pod.answer(look);

        target(edited(a, inline("a.example", "new code")));
        AdminCall put = state.next(now).getFirst();
        state.answered(put, pod.answer(put), now);
        state.answered(look, seenBefore, now);

        assertThat(settle()).isEmpty();
    }

    @Test
    void aQuarantinedAppIsReportedAndNotSentAgain() {
        DesiredSet set = target(many(1));
        settle();
        String digest = desired(set, "a0.example").digest();
        var stuck = new Problem(Problem.QUARANTINED, "quarantined: a thread is stuck");
        pod.served.put("a0.example", new Served("team/a0", digest, true, false, stuck));

        now = state.wakeAt();
        assertThat(settle()).containsExactly(new AdminCall.Look());
        assertThat(report.app("a0.example")).isEqualTo(new AppOnPod(digest, digest, stuck));

        pod.served.put("a0.example", new Served("team/a0", digest, true, false, null));
        now = state.wakeAt();
        settle();
        assertThat(report.app("a0.example")).isEqualTo(AppOnPod.serving(digest));
    }

    @Test
    void aPodWhoseAnswersDoNotFitTogetherIsNotAskedAllTheTime() {
        target(many(1));
        int looks = 0;
        while (now < 60_000) {
            for (AdminCall call : state.next(now)) {
                looks += call instanceof AdminCall.Look ? 1 : 0;
                AdminAnswer answer = pod.answer(call);
                state.answered(call, call instanceof AdminCall.Retain ? new AdminAnswer.Incomplete() : answer, now);
            }
            now++;
        }
        assertThat(looks).isLessThan(30);
    }

    @Test
    void whatAnAppThrowsFitsIntoAStatus() {
        assertThat(new Problem(Problem.LOAD_FAILED, "x".repeat(100_000)).message())
                .hasSizeLessThan(4_000)
                .startsWith("xxx")
                .endsWith(" ...");
    }
}
