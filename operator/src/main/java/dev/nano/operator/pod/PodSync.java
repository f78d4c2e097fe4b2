package dev.nano.operator.pod;

import dev.nano.operator.desired.DesiredSet;
import dev.nano.operator.log.Failures;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop that keeps one pod in step: one virtual thread that owns a {@link PodState}, and one more for each call under way. A
 * pod that hangs holds up nothing but its own loop, and an app that hangs while it loads nothing but its own call.
 *
 * <p>Nothing but {@link #close} ends the loop: after a failure that nobody foresaw, be it an {@link Error}, it forgets what it
 * knew of the pod and looks again.
 */
public final class PodSync implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PodSync.class);

    /** After a failure that nobody foresaw, so that one that comes again does not take a processor. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final String name;
    private final AdminApi api;
    private final PodReport report;
    private final SyncSettings settings;
    private final CallMeter meter;
    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final AtomicReference<@Nullable DesiredSet> nextTarget = new AtomicReference<>();
    private final Thread loop;
    private volatile int pending;
    /** The loop's own, as the next three. */
    private PodState state;

    private DesiredSet target = DesiredSet.NONE;
    /** Grows with each {@link #state}: calls that another one has made do not count. */
    private int states;

    private @Nullable String toldFailure;

    private sealed interface Event {

        /** There is a new {@link #nextTarget}. */
        record Target() implements Event {}

        record Suspect() implements Event {}

        record Answered(int state, AdminCall call, AdminAnswer answer) implements Event {}
    }

    PodSync(String name, AdminApi api, SyncSettings settings, PodReport.Listener listener, CallMeter meter) {
        this.name = name;
        this.api = api;
        this.settings = settings;
        this.meter = meter;
        this.report = new PodReport(listener);
        this.state = new PodState(settings, ThreadLocalRandom.current(), report);
        this.loop = Thread.ofVirtual().name("pod-" + name).unstarted(this::run);
    }

    /** Starts to keep the pod in step. */
    public static PodSync start(
            RuntimePod pod, AdminClient client, SyncSettings settings, PodReport.Listener listener, CallMeter meter) {
        return start(pod.name(), client.of(pod.admin()), settings, listener, meter);
    }

    static PodSync start(
            String name, AdminApi api, SyncSettings settings, PodReport.Listener listener, CallMeter meter) {
        var sync = new PodSync(name, api, settings, listener, meter);
        sync.loop.start();
        return sync;
    }

    /** From now on the pod should serve this. Never blocks. */
    public void target(DesiredSet next) {
        if (nextTarget.getAndSet(next) == null) {
            events.add(new Event.Target());
        }
    }

    /** The pod may have lost everything. */
    public void suspect() {
        events.add(new Event.Suspect());
    }

    public PodReport report() {
        return report;
    }

    /** How many hostnames wait for a call or have one under way. */
    public int pending() {
        return pending;
    }

    private void run() {
        try {
            while (true) {
                try {
                    work();
                } catch (InterruptedException e) {
                    throw e;
                } catch (Throwable e) {
                    startAnew(e);
                }
            }
        } catch (InterruptedException e) {
            log.atDebug().addKeyValue("pod", name).log("pod_sync_ended");
        }
    }

    private void work() throws InterruptedException {
        while (true) {
            long now = MonotonicClock.now();
            int number = states;
            for (AdminCall call : state.next(now)) {
                Thread.ofVirtual().name("pod-" + name + "-call").start(() -> make(number, call));
            }
            pending = state.pending();
            long wait = state.wakeAt() - now;
            Event event = wait > TimeUnit.DAYS.toMillis(1)
                    ? events.take()
                    : events.poll(Math.max(wait, 0), TimeUnit.MILLISECONDS);
            while (event != null) {
                handle(event);
                event = events.poll();
            }
            tellFailure();
        }
    }

    /** What is known may be wrong after a mistake of ours, or where memory ran out: only a look tells. */
    private void startAnew(Throwable problem) throws InterruptedException {
        Failures.tell(log, "pod_sync_failed", problem);
        Thread.sleep(PAUSE);
        states++;
        state = new PodState(settings, ThreadLocalRandom.current(), report);
        state.suspect(MonotonicClock.now());
        state.target(target);
        report.fails("the operator failed: " + problem.getClass().getSimpleName(), MonotonicClock.now());
    }

    private void tellFailure() {
        String failure = report.failure();
        if (failure != null && !failure.equals(toldFailure)) {
            log.atWarn().addKeyValue("pod", name).addKeyValue("error", failure).log("pod_failing");
        } else if (failure == null && toldFailure != null) {
            log.atInfo().addKeyValue("pod", name).log("pod_answers_again");
        }
        toldFailure = failure;
    }

    private void handle(Event event) {
        switch (event) {
            case Event.Target _ -> {
                DesiredSet next = nextTarget.getAndSet(null);
                if (next != null) {
                    target = next;
                    state.target(next);
                }
            }
            case Event.Suspect _ -> state.suspect(MonotonicClock.now());
            case Event.Answered(int number, AdminCall call, AdminAnswer answer) -> {
                if (number == states) {
                    state.answered(call, answer, MonotonicClock.now());
                }
            }
        }
    }

    private void make(int number, AdminCall call) {
        long started = System.nanoTime();
        AdminAnswer answer = new AdminAnswer.Failed("the call ended without an answer");
        try {
            answer = api.call(call);
        } catch (Throwable e) {
            // The loop waits for an answer to each call, whatever came of it.
            answer = new AdminAnswer.Failed(e.getClass().getSimpleName());
            Failures.tell(log, "admin_call_failed", e);
        } finally {
            events.add(new Event.Answered(number, call, answer));
        }
        meter.called(CallLog.operation(call), CallLog.outcome(answer), System.nanoTime() - started);
        CallLog.write(log, name, call, answer, System.nanoTime() - started);
    }

    /** False when the loop has ended, which it does only when it is closed. */
    public boolean isAlive() {
        return loop.isAlive();
    }

    @Override
    public void close() {
        loop.interrupt();
    }
}
