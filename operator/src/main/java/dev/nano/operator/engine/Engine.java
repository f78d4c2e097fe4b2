package dev.nano.operator.engine;

import dev.nano.api.NanoApp;
import dev.nano.operator.desired.AppKey;
import dev.nano.operator.desired.DesiredSet;
import dev.nano.operator.desired.Entry;
import dev.nano.operator.desired.Planner;
import dev.nano.operator.desired.Verdict;
import dev.nano.operator.log.Failures;
import dev.nano.operator.pod.AdminClient;
import dev.nano.operator.pod.CallMeter;
import dev.nano.operator.pod.MonotonicClock;
import dev.nano.operator.pod.PodReport;
import dev.nano.operator.pod.PodSync;
import dev.nano.operator.pod.RuntimePod;
import dev.nano.operator.pod.SyncSettings;
import dev.nano.operator.status.PodView;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The middle of the operator. Events only mark work; one thread computes the next {@link DesiredSet} from everything there is and
 * hands it to the loops of all pods. Nothing happens before {@link #lead}.
 */
public final class Engine implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Engine.class);

    /** How long statuses wait for pods after the start: what was served before is not news. */
    private static final long PATIENCE_MS = 10_000;
    /** How often it is looked whether a pod has been away for long. */
    private static final long TICK_MS = 1_000;
    /** Between two looks at all statuses because of what single pods say of themselves. */
    private static final long CALM_MS = 5_000;
    /** Between two sets; otherwise three times as long as computing one takes. */
    private static final long LONGEST_PAUSE_NS = 250_000_000;
    /** How long computing the set may fail before a restart is worth a try. */
    private static final long FAILING_MS = 60_000;

    private static final long NEVER = Long.MIN_VALUE;

    private final Planner planner;
    private final Pods pods;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Thread thread;

    /** These are set once, before {@link #lead}. */
    private volatile Supplier<Collection<NanoApp>> apps = List::of;

    private volatile StatusListener statuses = keys -> {};

    /** It leads no more, and will not again. */
    private volatile boolean isClosed;

    /** Under the lock, as the next three. */
    private boolean isDirty;

    private boolean hasPodNews;
    private boolean isLeading;
    private Map<String, RuntimePod> wanted = Map.of();

    /** Written by the thread alone, as the next two. */
    private volatile DesiredSet current = DesiredSet.NONE;

    /** The thread's own, as the next two. */
    private List<Pods.Standing> standings = List.of();

    private List<Pods.Circumstances> circumstances = List.of();
    private long toldAt;
    /** Since when no desired set could be computed. */
    private volatile long failingSince = NEVER;

    private volatile long leadingSince;
    private volatile long podsChangedAt;

    /** Hears which NanoApps may need another status. */
    @FunctionalInterface
    public interface StatusListener {
        void changed(Set<AppKey> keys);
    }

    public Engine(Planner planner, AdminClient client, SyncSettings settings, CallMeter meter) {
        this.planner = planner;
        this.pods = new Pods(client, settings, meter, new Listener());
        this.thread = Thread.ofPlatform().name("desired-set").daemon().unstarted(this::run);
    }

    /**
     * Where NanoApps come from and who hears of statuses.
     *
     * @param apps all there are; is not asked before {@link #lead}
     */
    public void connect(Supplier<Collection<NanoApp>> apps, StatusListener statuses) {
        this.apps = apps;
        this.statuses = statuses;
    }

    /** Begins to act. Only when everything that {@code apps} and the sources say is complete: pods lose what is not there. */
    public void lead() {
        lock.lock();
        try {
            if (isLeading || isClosed) {
                return;
            }
            isLeading = true;
            isDirty = true;
            leadingSince = MonotonicClock.now();
            podsChangedAt = leadingSince;
            thread.start();
        } finally {
            lock.unlock();
        }
        log.atInfo().log("leading");
    }

    /** Something has changed that the desired set is computed from. */
    public void markDirty() {
        signal(() -> isDirty = true);
    }

    /** The pods there are, by name. */
    public void pods(Map<String, RuntimePod> now) {
        signal(() -> {
            wanted = Map.copyOf(now);
            hasPodNews = true;
        });
    }

    /** Wakes the thread with something new. */
    private void signal(Runnable change) {
        lock.lock();
        try {
            change.run();
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (true) {
                try {
                    boolean isTimeToPlan = awaitWork();
                    updatePods();
                    if (isTimeToPlan) {
                        long started = System.nanoTime();
                        plan();
                        // A thousand changes at once are not a thousand sets; the first one has not waited.
                        TimeUnit.NANOSECONDS.sleep(Math.min((System.nanoTime() - started) * 3, LONGEST_PAUSE_NS));
                    }
                    lookAtPods();
                    failingSince = NEVER;
                } catch (InterruptedException e) {
                    throw e;
                } catch (Throwable e) {
                    // A mistake of ours, or memory that ran out: /healthz sees it when it does not go away.
                    Failures.tell(log, "desired_set_failed", e);
                    failingSince = failingSince == NEVER ? MonotonicClock.now() : failingSince;
                    Thread.sleep(TICK_MS);
                    markDirty();
                }
            }
        } catch (InterruptedException e) {
            log.atDebug().log("desired_set_ended");
        }
    }

    /** Statuses of all NanoApps may change with the pods. */
    private void lookAtPods() {
        long now = MonotonicClock.now();
        List<Pods.Standing> standingsNow = pods.standings(now);
        List<Pods.Circumstances> circumstancesNow = pods.circumstances(now);
        boolean isCalm = now - toldAt >= CALM_MS;
        if (!standingsNow.equals(standings)) {
            podsChangedAt = now;
        } else if (circumstancesNow.equals(circumstances) || !isCalm) {
            return;
        }
        standings = standingsNow;
        circumstances = circumstancesNow;
        toldAt = now;
        statuses.changed(current.verdicts().keySet());
    }

    /** Waits for an event or a tick; whether the desired set has to be computed. */
    private boolean awaitWork() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long wait = TimeUnit.MILLISECONDS.toNanos(Math.min(planner.wakeAt() - MonotonicClock.now(), TICK_MS));
            while (!isDirty && !hasPodNews && wait > 0) {
                wait = work.awaitNanos(wait);
            }
            boolean isTime = isDirty || planner.wakeAt() <= MonotonicClock.now();
            isDirty = false;
            hasPodNews = false;
            return isTime;
        } finally {
            lock.unlock();
        }
    }

    private void plan() {
        DesiredSet before = current;
        DesiredSet next = planner.next(apps.get(), MonotonicClock.now());
        current = next;
        pods.target(next);
        Set<AppKey> changed = new HashSet<>();
        next.verdicts().forEach((key, verdict) -> {
            if (!verdict.equals(before.verdicts().get(key))) {
                changed.add(key);
            }
        });
        if (!changed.isEmpty()) {
            statuses.changed(changed);
        }
    }

    private void updatePods() {
        Map<String, RuntimePod> now;
        lock.lock();
        try {
            now = wanted;
        } finally {
            lock.unlock();
        }
        List<PodSync> added = pods.become(now);
        if (current.version() != 0) {
            added.forEach(sync -> sync.target(current));
        }
    }

    private final class Listener implements PodReport.Listener {

        @Override
        public void appChanged(String hostname) {
            if (current.byHostname().get(hostname) instanceof Entry.Serve serve) {
                statuses.changed(Set.of(serve.app().key()));
            }
        }

        @Override
        public void quarantined(AppKey key, String digest, String reason) {
            planner.quarantines().report(key, digest, reason);
            markDirty();
        }

        @Override
        public void podChanged() {
            signal(() -> hasPodNews = true);
        }
    }

    /** What the pods that count say of a hostname, or null while it is too early to tell. */
    public @Nullable List<PodView> views(String hostname) {
        long now = MonotonicClock.now();
        return isSettled(now) ? pods.views(hostname, now) : null;
    }

    private boolean isSettled(long now) {
        return current.version() != 0 && (now - leadingSince > PATIENCE_MS || pods.haveSpoken());
    }

    /** What became of a NanoApp, or null when that is not known yet. */
    public @Nullable Verdict verdict(AppKey key) {
        return current.verdicts().get(key);
    }

    /** The desired set as the pods have been told. */
    public DesiredSet current() {
        return current;
    }

    /** When pods last came, went, or failed for long, in milliseconds of {@link MonotonicClock#now}. */
    public long podsChangedAt() {
        return podsChangedAt;
    }

    /** How many pods are in each state. */
    public Map<PodPhase, Long> podPhases() {
        return pods.phases(current.version());
    }

    /** How many hostnames on all pods wait for a call or have one under way. */
    public long pending() {
        return pods.pending();
    }

    /** How many hostnames wait for the pod that has most before it, of those that answer. */
    public long backlog() {
        return pods.backlog();
    }

    /** Why the operator does not do its work, or null when it does. */
    public @Nullable String ailment() {
        lock.lock();
        try {
            if (!isLeading) {
                return null;
            }
        } finally {
            lock.unlock();
        }
        if (!thread.isAlive()) {
            return "the desired set is not computed any more";
        }
        long since = failingSince;
        if (since != NEVER && MonotonicClock.now() - since > FAILING_MS) {
            return "the desired set cannot be computed";
        }
        return pods.ailment();
    }

    /** Whether it leads no more, and will not again. */
    public boolean isClosed() {
        return isClosed;
    }

    @Override
    public void close() {
        signal(() -> isClosed = true);
        thread.interrupt();
        pods.close();
    }
}
