package dev.nano.operator.pod;

import dev.nano.operator.desired.DesiredSet;
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
 */
public final class PodSync implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PodSync.class);

    private final String name;
    private final AdminApi api;
    private final PodReport report;
    private final PodState state;
    private final CallMeter meter;
    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final AtomicReference<@Nullable DesiredSet> nextTarget = new AtomicReference<>();
    private final Thread loop;
    private volatile int pending;
    /** The loop's own. */
    private @Nullable String toldFailure;

    private sealed interface Event {

        /** There is a new {@link #nextTarget}. */
        record Target() implements Event {}

        record Suspect() implements Event {}

        record Answered(AdminCall call, AdminAnswer answer) implements Event {}
    }

    PodSync(String name, AdminApi api, SyncSettings settings, PodReport.Listener listener, CallMeter meter) {
        this.name = name;
        this.api = api;
        this.meter = meter;
        this.report = new PodReport(listener);
        this.state = new PodState(settings, ThreadLocalRandom.current(), report);
        this.loop = Thread.ofVirtual().name("pod-" + name).unstarted(this::run);
    }

    /** Starts to keep the pod in step. */
    public static PodSync start(
            RuntimePod pod, AdminClient client, SyncSettings settings, PodReport.Listener listener, CallMeter meter) {
        var sync = new PodSync(pod.name(), client.of(pod.admin()), settings, listener, meter);
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
                long now = MonotonicClock.now();
                for (AdminCall call : state.next(now)) {
                    Thread.ofVirtual().name("pod-" + name + "-call").start(() -> make(call));
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
        } catch (InterruptedException e) {
            log.atDebug().addKeyValue("pod", name).log("pod_sync_ended");
        } catch (RuntimeException e) {
            // A mistake of ours: /healthz sees that the loop has ended.
            log.atError().addKeyValue("pod", name).setCause(e).log("pod_sync_died");
        }
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
                    state.target(next);
                }
            }
            case Event.Suspect _ -> state.suspect(MonotonicClock.now());
            case Event.Answered(AdminCall call, AdminAnswer answer) ->
                state.answered(call, answer, MonotonicClock.now());
        }
    }

    private void make(AdminCall call) {
        long started = System.nanoTime();
        AdminAnswer answer;
        try {
            answer = api.call(call);
        } catch (InterruptedException e) {
            return;
        } catch (RuntimeException e) {
            log.atError().addKeyValue("pod", name).setCause(e).log("admin_call_died");
            answer = new AdminAnswer.Failed(e.getClass().getSimpleName());
        }
        meter.called(CallLog.operation(call), CallLog.outcome(answer), System.nanoTime() - started);
        CallLog.write(log, name, call, answer, System.nanoTime() - started);
        events.add(new Event.Answered(call, answer));
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
