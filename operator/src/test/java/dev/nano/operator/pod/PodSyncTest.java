package dev.nano.operator.pod;

import static dev.nano.operator.desired.Apps.app;
import static dev.nano.operator.desired.Apps.inline;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nano.operator.desired.AppKey;
import dev.nano.operator.desired.DesiredSet;
import dev.nano.operator.desired.FakeSources;
import dev.nano.operator.desired.Planner;
import dev.nano.operator.desired.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nothing ends the loop of a pod but the operator's end. */
class PodSyncTest {

    private final SimulatedPod pod = new SimulatedPod();
    private final DesiredSet set = new Planner(
                    new FakeSources(), Policy.ALLOW_ALL, namespace -> Map.of(), Duration.ZERO)
            .next(List.of(app("a", 1, inline("a.example", "code"))), 0);
    /** Thrown once, where the test says. */
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private @Nullable PodSync sync;

    @AfterEach
    void stop() {
        if (sync != null) {
            sync.close();
        }
    }

    static List<Supplier<Throwable>> failures() {
        return List.of(
                () -> new IllegalStateException("a mistake"),
                () -> new StackOverflowError("deep"),
                () -> new OutOfMemoryError("as a test has it"),
                () -> new NoClassDefFoundError("gone"),
                () -> new AssertionError("wrong"));
    }

    private void failOnce() {
        Throwable now = failure.getAndSet(null);
        if (now != null) {
            PodSyncTest.<RuntimeException>sneak(now);
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable problem) throws T {
        throw (T) problem;
    }

    private synchronized AdminAnswer answer(AdminCall call) {
        return pod.answer(call);
    }

    private PodSync start(AdminApi api, Runnable whenChanged) {
        PodSync started = PodSync.start(
                "pod",
                api,
                SyncSettings.of(Duration.ofSeconds(60), Duration.ofSeconds(30)),
                new PodReport.Listener() {
                    @Override
                    public void appChanged(String hostname) {
                        whenChanged.run();
                    }

                    @Override
                    public void quarantined(AppKey key, String digest, String reason) {}

                    @Override
                    public void podChanged() {}
                },
                CallMeter.NONE);
        sync = started;
        return started;
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aCallThatFailsInAnyWayIsMadeAgain(Supplier<Throwable> kind) {
        failure.set(kind.get());
        PodSync started = start(
                call -> {
                    failOnce();
                    return answer(call);
                },
                () -> {});
        started.target(set);
        await().until(() -> started.report().inStepWith() == set.version());
        assertThat(started.isAlive()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aLoopThatFailsInAnyWayGoesOn(Supplier<Throwable> kind) {
        failure.set(kind.get());
        PodSync started = start(this::answer, this::failOnce);
        started.target(set);
        await().until(() -> started.report().inStepWith() == set.version());
        assertThat(started.isAlive()).isTrue();
        assertThat(started.report().failure()).isNull();
    }
}
