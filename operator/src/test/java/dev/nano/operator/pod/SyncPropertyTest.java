package dev.nano.operator.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nano.api.NanoApp;
import dev.nano.api.NanoAppSpec;
import dev.nano.operator.desired.AppKey;
import dev.nano.operator.desired.Apps;
import dev.nano.operator.desired.DesiredApp;
import dev.nano.operator.desired.DesiredSet;
import dev.nano.operator.desired.Entry;
import dev.nano.operator.desired.FakeSources;
import dev.nano.operator.desired.Planner;
import dev.nano.operator.desired.Policy;
import dev.nano.operator.desired.Sources;
import dev.nano.operator.desired.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/**
 * Any order of events of objects, pods and faults: in the end every pod serves exactly what the NanoApps say, each hostname belongs
 * to the oldest that claims it, and on the way no pod is told to give up what it should serve.
 */
class SyncPropertyTest {

    private static final int PODS = 3;
    private static final long LINGER = 1_000;
    private static final List<String> CODE = List.of("one", "two", "three", "BROKEN", "map:code", "map:other");

    sealed interface Step {
        record Apply(int app, int hostname, int code) implements Step {}

        record Delete(int app) implements Step {}

        record ConfigMap(int map, int code) implements Step {}

        record NoConfigMap(int map) implements Step {}

        record Restart(int pod) implements Step {}

        /** The pod restarts and somebody notices. */
        record NoticedRestart(int pod) implements Step {}

        record Foreign(int pod, int hostname) implements Step {}

        record RemovedByHand(int pod, int hostname) implements Step {}

        record Fault(int pod, boolean isBroken) implements Step {}

        /** It can be looked at, but takes no changes. */
        record ReadOnly(int pod, boolean isReadOnly) implements Step {}

        /** Some call that is under way takes place, and is answered if {@code isHeard}. */
        record Answer(int pod, int call, boolean isHeard) implements Step {}

        /** Some call that is under way never arrives. */
        record Lost(int pod, int call) implements Step {}

        record Time(int millis) implements Step {}
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> app = Arbitraries.integers().between(0, 5);
        Arbitrary<Integer> hostname = Arbitraries.integers().between(0, 3);
        Arbitrary<Integer> code = Arbitraries.integers().between(0, CODE.size() - 1);
        Arbitrary<Integer> map = Arbitraries.integers().between(0, 1);
        Arbitrary<Integer> pod = Arbitraries.integers().between(0, PODS - 1);
        Arbitrary<Integer> call = Arbitraries.integers().between(0, 7);
        return Arbitraries.<Step>frequencyOf(
                        Tuple.of(6, Combinators.combine(app, hostname, code).as(Step.Apply::new)),
                        Tuple.of(2, app.map(Step.Delete::new)),
                        Tuple.of(2, Combinators.combine(map, code).as(Step.ConfigMap::new)),
                        Tuple.of(1, map.map(Step.NoConfigMap::new)),
                        Tuple.of(1, pod.map(Step.Restart::new)),
                        Tuple.of(1, pod.map(Step.NoticedRestart::new)),
                        Tuple.of(1, Combinators.combine(pod, hostname).as(Step.Foreign::new)),
                        Tuple.of(1, Combinators.combine(pod, hostname).as(Step.RemovedByHand::new)),
                        Tuple.of(
                                1,
                                Combinators.combine(pod, Arbitraries.of(true, false))
                                        .as(Step.Fault::new)),
                        Tuple.of(
                                1,
                                Combinators.combine(pod, Arbitraries.of(true, false))
                                        .as(Step.ReadOnly::new)),
                        Tuple.of(
                                12,
                                Combinators.combine(
                                                pod,
                                                call,
                                                Arbitraries.frequencyOf(
                                                        Tuple.of(9, Arbitraries.just(true)),
                                                        Tuple.of(1, Arbitraries.just(false))))
                                        .as(Step.Answer::new)),
                        Tuple.of(1, Combinators.combine(pod, call).as(Step.Lost::new)),
                        Tuple.of(3, Arbitraries.integers().between(1, 40_000).map(Step.Time::new)))
                .list()
                .ofMaxSize(80);
    }

    @Property(tries = 500)
    void allPodsComeToServeWhatTheNanoAppsSay(@ForAll("steps") List<Step> steps) {
        var world = new World();
        for (Step step : steps) {
            world.take(step);
            world.work();
        }
        world.heal();
        world.check();
    }

    private static final class Pod {

        final SimulatedPod runtime = new SimulatedPod();
        final PodReport report = new PodReport(new PodReport.Listener() {
            @Override
            public void appChanged(String hostname) {}

            @Override
            public void quarantined(AppKey key, String digest, String reason) {}

            @Override
            public void podChanged() {}
        });
        final PodState state;
        final List<AdminCall> underWay = new ArrayList<>();
        /** What it was given and nobody has taken away since. */
        final Set<String> given = new HashSet<>();

        boolean isBroken;
        boolean isReadOnly;

        Pod(int seed) {
            runtime.loadsLater = true;
            state = new PodState(
                    SyncSettings.of(Duration.ofSeconds(60), Duration.ofSeconds(30)), new Random(seed), report);
        }

        void restart() {
            runtime.restart();
            given.clear();
        }

        AdminAnswer answer(AdminCall call) {
            if (isBroken) {
                return new AdminAnswer.Failed("status 500");
            }
            if (isReadOnly && !(call instanceof AdminCall.Look)) {
                return call instanceof AdminCall.Put
                        ? new AdminAnswer.Refused(new Problem(Problem.NO_ANSWER, "cannot take it: status 500"))
                        : new AdminAnswer.Failed("status 500");
            }
            AdminAnswer answer = runtime.answer(call);
            if (call instanceof AdminCall.Put(DesiredApp app) && answer instanceof AdminAnswer.Done) {
                given.add(app.hostname());
            }
            return answer;
        }
    }

    private static final class World {

        private final FakeSources sources = new FakeSources();
        private final Planner planner =
                new Planner(sources, Policy.ALLOW_ALL, namespace -> Map.of(), Duration.ofMillis(LINGER));
        private final Map<AppKey, NanoApp> apps = new TreeMap<>(Comparator.comparing(AppKey::toString));
        private final List<Pod> pods = new ArrayList<>();
        private int births;
        private long now = 1;
        private DesiredSet current = DesiredSet.NONE;

        World() {
            for (int i = 0; i < PODS; i++) {
                pods.add(new Pod(i));
            }
        }

        void take(Step step) {
            switch (step) {
                case Step.Apply apply -> apply("app" + apply.app(), spec(apply));
                case Step.Delete(int app) -> apps.remove(new AppKey("team", "app" + app));
                case Step.ConfigMap(int map, int code) ->
                    sources.configMap(map == 0 ? "code" : "other", Map.of("index.js", CODE.get(code)));
                case Step.NoConfigMap(int map) -> sources.remove(Sources.Kind.CONFIG_MAP, map == 0 ? "code" : "other");
                case Step.Restart(int pod) -> pods.get(pod).restart();
                case Step.NoticedRestart(int pod) -> {
                    pods.get(pod).restart();
                    pods.get(pod).state.suspect(now);
                }
                case Step.Foreign(int pod, int hostname) ->
                    pods.get(pod)
                            .runtime
                            .served
                            .put(hostname(hostname), new Served("by hand", "sha256:foreign", true, false, null));
                case Step.RemovedByHand(int pod, int hostname) -> {
                    pods.get(pod).runtime.served.remove(hostname(hostname));
                    pods.get(pod).given.remove(hostname(hostname));
                }
                case Step.Fault(int pod, boolean isBroken) -> pods.get(pod).isBroken = isBroken;
                case Step.ReadOnly(int pod, boolean isReadOnly) -> pods.get(pod).isReadOnly = isReadOnly;
                case Step.Answer(int pod, int call, boolean isHeard) -> answer(pods.get(pod), call, isHeard);
                case Step.Lost(int index, int call) -> {
                    Pod pod = pods.get(index);
                    if (!pod.underWay.isEmpty()) {
                        AdminCall lost = pod.underWay.remove(call % pod.underWay.size());
                        pod.state.answered(lost, new AdminAnswer.Failed("connection refused"), now);
                    }
                }
                case Step.Time(int millis) -> now += millis;
            }
        }

        private static String hostname(int number) {
            return "h" + number + ".example";
        }

        private static NanoAppSpec spec(Step.Apply apply) {
            String code = CODE.get(apply.code());
            return code.startsWith("map:")
                    ? Apps.configMap(hostname(apply.hostname()), code.substring(4))
                    : Apps.inline(hostname(apply.hostname()), code);
        }

        private void apply(String name, NanoAppSpec spec) {
            NanoApp before = apps.get(new AppKey("team", name));
            if (before == null) {
                births = Math.min(births + 1, 59);
            }
            NanoApp next = before == null ? Apps.app(name, births, spec) : Apps.edited(before, spec);
            apps.put(AppKey.of(next), next);
        }

        private void answer(Pod pod, int index, boolean isHeard) {
            if (pod.underWay.isEmpty()) {
                return;
            }
            AdminCall call = pod.underWay.remove(index % pod.underWay.size());
            AdminAnswer answer = pod.answer(call);
            // Whatever the call was: what is desired is still there.
            assertThat(pod.runtime.served.keySet()).containsAll(pod.given);
            pod.state.answered(call, isHeard ? answer : new AdminAnswer.Failed("no answer in time"), now);
        }

        /** What the engine and the loops do. */
        void work() {
            current = planner.next(apps.values(), now);
            for (Pod pod : pods) {
                pod.given.removeIf(hostname -> mayGo(hostname, pod.runtime.served.get(hostname)));
                pod.state.target(current);
                for (AdminCall call : pod.state.next(now)) {
                    nothingDesiredIsGivenUp(pod, call);
                    pod.underWay.add(call);
                }
            }
        }

        /** Nobody wants the hostname, or somebody whose source is missing and whose app this is not. */
        private boolean mayGo(String hostname, @Nullable Served served) {
            return switch (current.byHostname().get(hostname)) {
                case null -> true;
                case Entry.Serve _ -> false;
                case Entry.Keep keep -> served != null && !keep.allows(served.name());
            };
        }

        private void nothingDesiredIsGivenUp(Pod pod, AdminCall call) {
            switch (call) {
                case AdminCall.Remove(String hostname) ->
                    assertThat(current.byHostname().get(hostname))
                            .satisfiesAnyOf(
                                    entry -> assertThat(entry).isNull(),
                                    entry -> assertThat(pod.given).doesNotContain(hostname));
                case AdminCall.Put(DesiredApp app) ->
                    assertThat(current.byHostname().get(app.hostname())).isEqualTo(new Entry.Serve(app));
                case AdminCall.Look _, AdminCall.Retain _, AdminCall.Lift _ -> {}
            }
        }

        void heal() {
            pods.forEach(pod -> {
                pod.isBroken = false;
                pod.isReadOnly = false;
            });
            // Two looks and a lingering hostname later all has to be well.
            long end = now + 400_000;
            while (now < end) {
                boolean isIdle = true;
                work();
                for (Pod pod : pods) {
                    while (!pod.underWay.isEmpty()) {
                        isIdle = false;
                        answer(pod, 0, true);
                    }
                }
                if (isIdle) {
                    long wake = pods.stream()
                            .mapToLong(pod -> pod.state.wakeAt())
                            .min()
                            .orElseThrow();
                    assertThat(wake).as("nobody sleeps for ever").isLessThan(now + 400_000);
                    now = Math.max(now + 1, Math.min(wake, planner.wakeAt()));
                }
            }
        }

        void check() {
            Map<String, NanoApp> owners = new HashMap<>();
            apps.values().stream()
                    .sorted(Comparator.<NanoApp, String>comparing(
                                    app -> app.getMetadata().getCreationTimestamp())
                            .thenComparing(app -> app.getMetadata().getName()))
                    .forEach(app -> owners.putIfAbsent(app.getSpec().hostname(), app));
            assertThat(current.byHostname().keySet()).isEqualTo(owners.keySet());
            for (Pod pod : pods) {
                assertThat(pod.report.inStepWith()).isEqualTo(current.version());
                assertThat(owners.keySet()).containsAll(pod.runtime.served.keySet());
                owners.forEach((hostname, owner) -> check(pod, hostname, owner));
            }
        }

        private void check(Pod pod, String hostname, NanoApp owner) {
            Served served = pod.runtime.served.get(hostname);
            AppOnPod reported = pod.report.app(hostname);
            if (!(current.verdicts().get(AppKey.of(owner)) instanceof Verdict.Accepted accepted)) {
                return;
            }
            DesiredApp app = accepted.app();
            if (SimulatedPod.isBroken(app)) {
                assertThat(reported).isNotNull();
                assertThat(reported.refused()).isEqualTo(app.digest());
                assertThat(reported.digest()).isEqualTo(served == null ? null : served.digest());
            } else {
                assertThat(served).isNotNull();
                assertThat(served.digest()).isEqualTo(app.digest());
                assertThat(served.name()).isEqualTo(AppKey.of(owner).toString());
                assertThat(reported).isEqualTo(AppOnPod.serving(app.digest()));
            }
        }
    }
}
