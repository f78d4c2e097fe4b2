package dev.nano.operator.engine;

import dev.nano.operator.desired.DesiredSet;
import dev.nano.operator.pod.AdminClient;
import dev.nano.operator.pod.CallMeter;
import dev.nano.operator.pod.PodReport;
import dev.nano.operator.pod.PodSync;
import dev.nano.operator.pod.RuntimePod;
import dev.nano.operator.pod.SyncSettings;
import dev.nano.operator.status.PodView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The runtime pods there are, each with the loop that keeps it in step, and what they say together. */
final class Pods implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Pods.class);

    private final AdminClient client;
    private final SyncSettings settings;
    private final CallMeter meter;
    private final PodReport.Listener listener;

    /** By name. Written by the engine's thread alone; immutable. */
    private volatile Map<String, Pod> pods = Map.of();

    private record Pod(RuntimePod pod, PodSync sync) {

        PodReport report() {
            return sync.report();
        }
    }

    /** A pod as it counts for statuses. */
    record Standing(String name, boolean isAway) {}

    /**
     * What else about a pod may change what statuses say, but not how many pods count.
     *
     * @param tells whether it can tell of what changes although it has never been in step
     * @param failure why it has not answered lately; null when it does, or has been away for long
     */
    record Circumstances(
            String name, boolean tells, @Nullable String failure) {}

    Pods(AdminClient client, SyncSettings settings, CallMeter meter, PodReport.Listener listener) {
        this.client = client;
        this.settings = settings;
        this.meter = meter;
        this.listener = listener;
    }

    /**
     * These are the pods from now on. Loops of others end.
     *
     * @return the loops that are new, which have no target yet
     */
    List<PodSync> become(Map<String, RuntimePod> now) {
        Map<String, Pod> before = pods;
        Map<String, Pod> next = new TreeMap<>();
        List<PodSync> added = new ArrayList<>();
        now.forEach((name, pod) -> {
            Pod known = before.get(name);
            if (known != null && known.pod().admin().equals(pod.admin())) {
                if (!known.pod().incarnation().equals(pod.incarnation())) {
                    known.sync().suspect();
                }
                next.put(name, new Pod(pod, known.sync()));
            } else {
                log.atInfo()
                        .addKeyValue("pod", name)
                        .addKeyValue("admin", pod.admin())
                        .log("pod_added");
                PodSync sync = PodSync.start(pod, client, settings, listener, meter);
                added.add(sync);
                next.put(name, new Pod(pod, sync));
            }
        });
        pods = next;
        before.forEach((name, pod) -> {
            Pod kept = next.get(name);
            if (kept == null || kept.sync() != pod.sync()) {
                log.atInfo().addKeyValue("pod", name).log("pod_removed");
                pod.sync().close();
            }
        });
        return added;
    }

    /** From now on each pod should serve this. */
    void target(DesiredSet next) {
        pods.values().forEach(pod -> pod.sync().target(next));
    }

    /** The pods that count, whatever the hostname. */
    List<Standing> standings(long now) {
        return counted(PodReport::hasBeenInStep, now).stream()
                .map(pod -> new Standing(pod.pod().name(), isAway(pod, now)))
                .toList();
    }

    /** Of the pods that get requests. */
    List<Circumstances> circumstances(long now) {
        return pods.values().stream()
                .filter(pod -> pod.pod().isReady())
                .map(pod -> new Circumstances(
                        pod.pod().name(),
                        pod.report().isTold(),
                        isAway(pod, now) ? null : pod.report().failure()))
                .toList();
    }

    /** What the pods that count say of a hostname. */
    List<PodView> views(String hostname, long now) {
        return counted(report -> report.tells(hostname), now).stream()
                .map(pod -> new PodView(
                        pod.pod().name(),
                        pod.report().app(hostname),
                        pod.report().failure(),
                        isAway(pod, now)))
                .toList();
    }

    /** Pods that get requests, without those that are still on their way to their first set, of which only some can tell. */
    private List<Pod> counted(Predicate<PodReport> tells, long now) {
        List<Pod> ready =
                pods.values().stream().filter(pod -> pod.pod().isReady()).toList();
        List<Pod> counted = ready.stream()
                .filter(pod -> pod.pod().isFixed() || tells.test(pod.report()) || isAway(pod, now))
                .toList();
        return counted.isEmpty() ? ready : counted;
    }

    private boolean isAway(Pod pod, long now) {
        return pod.report().failsFor(settings.settle().toMillis(), now);
    }

    /** Whether there are pods and each has either been in step or is known not to answer. */
    boolean haveSpoken() {
        return !pods.isEmpty()
                && pods.values().stream()
                        .map(Pod::report)
                        .allMatch(report -> report.hasBeenInStep() || report.failure() != null);
    }

    /** How many pods are in each state with respect to the newest desired set. */
    Map<PodPhase, Long> phases(long version) {
        Map<PodPhase, Long> phases = new TreeMap<>();
        for (PodPhase phase : PodPhase.values()) {
            phases.put(phase, 0L);
        }
        pods.values().forEach(pod -> phases.merge(phase(pod.report(), version), 1L, Long::sum));
        return phases;
    }

    private static PodPhase phase(PodReport report, long version) {
        if (report.failure() != null) {
            return PodPhase.FAILING;
        }
        return report.hasBeenInStep() && report.inStepWith() == version ? PodPhase.IN_STEP : PodPhase.SYNCING;
    }

    /** How many hostnames on all pods wait for a call or have one under way. */
    long pending() {
        return pods.values().stream().mapToLong(pod -> pod.sync().pending()).sum();
    }

    /** How many hostnames wait for the pod that has most before it, of those that answer. */
    long backlog() {
        return pods.values().stream()
                .filter(pod -> pod.report().failure() == null)
                .mapToLong(pod -> pod.sync().pending())
                .max()
                .orElse(0);
    }

    /** Why some pod is not kept in step any more, or null. */
    @Nullable
    String ailment() {
        return pods.values().stream()
                .filter(pod -> !pod.sync().isAlive())
                .map(pod -> "the loop of " + pod.pod().name() + " has ended")
                .findFirst()
                .orElse(null);
    }

    @Override
    public void close() {
        pods.values().forEach(pod -> pod.sync().close());
    }
}
