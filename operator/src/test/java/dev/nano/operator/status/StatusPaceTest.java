package dev.nano.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nano.api.NanoAppStatus;
import dev.nano.operator.desired.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StatusPaceTest {

    private static final long NOW = 1_000_000;
    private static final long PODS_CHANGED_AT = NOW - 10_000;
    private static final long SETTLE = 30_000;
    private static final long SPREAD = 700;
    private static final String TIME = "2026-01-01T00:00:00Z";

    private static final NanoAppStatus SERVED = status(1, "one", Reason.Served, 3);
    private static final NanoAppStatus SYNCING = status(1, "one", Reason.Syncing, 2);
    private static final NanoAppStatus EDITED = status(2, "two", Reason.Served, 3);
    private static final NanoAppStatus EDIT_SYNCING = status(2, "two", Reason.Syncing, 1);
    private static final NanoAppStatus BROKEN = status(2, "two", Reason.LoadFailed, 0);

    private static final long WHEN_PODS_STAY = PODS_CHANGED_AT + SETTLE + SPREAD;

    /** @param millis how long it waits */
    record Case(String rule, @Nullable NanoAppStatus before, NanoAppStatus next, boolean isUnderWay, long millis) {

        @Override
        public String toString() {
            return rule;
        }
    }

    private static List<Case> cases() {
        return List.of(
                new Case("what is said already needs no wait", SERVED, SERVED, false, 0),
                new Case("not even when pods are at it", SYNCING, SYNCING, true, 0),
                new Case("news that will not change comes at once", SERVED, EDITED, false, 0),
                new Case("the first as well", null, SERVED, false, 0),
                new Case("and bad news", SERVED, BROKEN, false, 0),
                new Case("a new app has a moment to be served in", null, SYNCING, true, 500),
                new Case("so has an edited one", SERVED, EDIT_SYNCING, true, 500),
                new Case(
                        "what is said to be under way is brought up to date more slowly",
                        EDIT_SYNCING,
                        status(2, "two", Reason.Syncing, "another pod", 2),
                        true,
                        5_000),
                new Case(
                        "but an edit of it is news",
                        SYNCING,
                        status(2, "two", Reason.Syncing, "another pod", 2),
                        true,
                        500),
                new Case(
                        "more pods are told when they stay",
                        SERVED,
                        status(1, "one", Reason.Served, 4),
                        false,
                        WHEN_PODS_STAY - NOW),
                new Case(
                        "also while some are at it",
                        EDIT_SYNCING,
                        status(2, "two", Reason.Syncing, 2),
                        true,
                        WHEN_PODS_STAY - NOW),
                new Case(
                        "an app that is as it was waits for pods that are away",
                        SERVED,
                        status(1, "one", Reason.NoRuntimePods, 0),
                        false,
                        WHEN_PODS_STAY - NOW),
                new Case(
                        "whose absence was long enough when they are counted as late",
                        SERVED,
                        SYNCING,
                        true,
                        PODS_CHANGED_AT + SPREAD - NOW));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void eachRuleHasItsWait(Case one) {
        assertThat(pace(0).wait(one.before, one.next, one.isUnderWay, null).until() - NOW)
                .isEqualTo(one.millis);
    }

    @Test
    void whatManyWaitForTakesLonger() {
        assertThat(pace(10).wait(SERVED, EDIT_SYNCING, true, null).until() - NOW)
                .isEqualTo(500 + 10 * StatusPace.PER_HOSTNAME_MS);
    }

    @Test
    void butNotForEver() {
        assertThat(pace(100_000).wait(SERVED, EDIT_SYNCING, true, null).until() - NOW)
                .isEqualTo(30_000);
    }

    @Test
    void theWaitOfOneChangeBeginsOnce() {
        StatusPace.Wait first = pace(0).wait(SERVED, EDIT_SYNCING, true, null);
        var later = new StatusPace(NOW + 400, PODS_CHANGED_AT, SETTLE, SPREAD, 99);

        assertThat(later.wait(SERVED, EDIT_SYNCING, true, first.underWayFrom())).isEqualTo(first);
    }

    private static StatusPace pace(long backlog) {
        return new StatusPace(NOW, PODS_CHANGED_AT, SETTLE, SPREAD, backlog);
    }

    private static NanoAppStatus status(long generation, String digest, Reason reason, int ready) {
        return status(generation, digest, reason, "", ready);
    }

    private static NanoAppStatus status(long generation, String digest, Reason reason, String message, int ready) {
        var conditions = new Conditions(List.of(), generation, TIME);
        conditions.add(Conditions.READY, reason == Reason.Served, reason, message);
        return new NanoAppStatus(
                generation,
                conditions.list(),
                "http://a.example",
                digest,
                "inline",
                3,
                ready,
                ready + "/3",
                null,
                null);
    }
}
