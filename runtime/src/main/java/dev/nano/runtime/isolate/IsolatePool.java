package dev.nano.runtime.isolate;

import dev.nano.runtime.exchange.Exchange;
import dev.nano.runtime.exchange.Failure;
import dev.nano.runtime.outbound.AppOutbound;
import dev.nano.runtime.outbound.Egress;
import dev.nano.runtime.web.HeldBytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The isolates of one version of one app, and the requests that wait for them.
 *
 * <p>Requests wait here and not in an isolate, so that those behind a loop lose nothing when its isolate is ended.
 */
public final class IsolatePool {

    private static final Logger log = LoggerFactory.getLogger(IsolatePool.class);

    /** An isolate in a turn of this length is busy enough to let another one take the next request. */
    private static final long BUSY_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    /** A request that has waited so long is a reason for one more isolate. */
    private static final long GROW_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Isolates isolates;
    private final String app;
    private final AppShare share;
    private final AppCode code;
    private final Limits limits;
    private final Map<String, String> env;

    /** What Java holds for the app; as much as one isolate may. */
    private final HeldBytes heldBytes;

    /** The connections of this version. */
    private final AppOutbound outbound;

    private final RepeatedProblem notStarted = new RepeatedProblem();
    private final Queue<Invocation> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger pending = new AtomicInteger();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();

    /** Isolates that take requests. Copied on write under the lock of this, read by every request. */
    private volatile Isolate[] serving = {};
    /** The isolate between its creation and its first request, if there is one; guarded by this. */
    private @Nullable Isolate starting;
    /** Isolates that have been ended while their thread has not come back yet; guarded by this. */
    private int leaving;
    /** Those of them that are not expected back soon; guarded by this. */
    private int stuck;

    private volatile boolean isLoaded;
    private volatile boolean draining;
    /** Why the code is not to be run again: a thread of it is stuck. */
    private volatile @Nullable String quarantine;
    /** Why no requests are taken now: the same, or a thread that is overdue. */
    private volatile @Nullable String refusal;
    /** Threads that are overdue, the stuck ones among them; guarded by this. */
    private int overdue;

    private volatile Consumer<String> onStuck = reason -> {};
    /** Runs when the last thread of an ended isolate has come back; guarded by this. */
    private @Nullable Runnable onDeparted;

    /** @param share what the app has used, over all its versions */
    IsolatePool(
            Isolates isolates,
            String app,
            AppShare share,
            AppCode code,
            Limits limits,
            Map<String, String> env,
            Egress egress) {
        this.isolates = isolates;
        this.app = app;
        this.share = share;
        this.code = code;
        this.limits = limits;
        this.env = env;
        this.outbound = isolates.outbound().of(egress, limits.timeout(), loadLimit());
        this.heldBytes = new HeldBytes(limits.memoryBytes());
    }

    /**
     * Takes a request over.
     *
     * @return false when this version takes no more requests; the caller then finds the app's current version
     */
    public boolean submit(Exchange exchange) {
        int before = pending.getAndIncrement();
        if (draining) {
            finished();
            return false;
        }
        String reason = refusal;
        if (reason != null) {
            finished();
            exchange.fail(Failure.QUARANTINED, "the app '" + app + "' is quarantined: " + reason);
            return true;
        }
        if (before >= isolates.settings().maxPendingPerApp()) {
            finished();
            exchange.fail(Failure.QUEUE_FULL, "the app '" + app + "' has " + before + " requests waiting; try again");
            return true;
        }
        // Its time begins when there is somebody to take it; until then loading has limits of its own.
        Duration allowance = serving.length == 0 ? loadLimit() : Duration.ZERO;
        queue.add(new Invocation(exchange, this, isolates.timer(), allowance));
        wake();
        return true;
    }

    /** Sees to it that somebody takes the head of the queue. */
    private void wake() {
        Isolate[] candidates = serving;
        if (candidates.length == 0) {
            grow();
            return;
        }
        for (Isolate isolate : candidates) {
            if (isolate.wake() || !isolate.isBusyFor(BUSY_NANOS) || isolate.isAboutToRun()) {
                return;
            }
        }
    }

    /** The next request that still wants an answer, or null. Called by isolates on their threads. */
    @Nullable
    Invocation next() {
        Invocation invocation = queue.poll();
        while (invocation != null && (invocation.isFinished() || invocation.exchange.isOver())) {
            invocation.finish();
            invocation = queue.poll();
        }
        return invocation;
    }

    /** An isolate that has been ended as it took this request, and has not begun with it, lets another one have it. */
    void giveBack(Invocation invocation) {
        queue.add(invocation);
        wake();
    }

    boolean hasQueued() {
        return !queue.isEmpty();
    }

    /** Called by the watchdog at every tick. */
    void tick(long now) {
        Invocation head = queue.peek();
        if (head == null) {
            return;
        }
        if (head.isFinished()) {
            queue.remove(head);
            return;
        }
        // While the processors are what is scarce, one more isolate would only make the request wait longer.
        Isolate[] candidates = serving;
        if (now - head.arrivedAt > GROW_AFTER_NANOS
                && Arrays.stream(candidates).noneMatch(Isolate::isAboutToRun)
                && Arrays.stream(candidates).noneMatch(Isolate::wake)) {
            grow();
        }
    }

    private void grow() {
        Isolate isolate;
        synchronized (this) {
            boolean full = serving.length + leaving >= isolates.settings().maxIsolatesPerApp();
            if (full || starting != null || (draining && pending.get() == 0)) {
                return;
            }
            isolate = new Isolate(this, isolates);
            starting = isolate;
        }
        CompletableFuture<Void> start;
        try {
            start = isolate.start();
        } catch (RuntimeException | Error e) {
            // Out of memory: left as it is, no other isolate would ever be started.
            isolate.end(IsolateEnd.PRESSURE);
            throw e;
        }
        var _ = start.whenComplete((started, problem) -> {
            if (problem != null) {
                failQueued(problem);
            }
        });
    }

    /** Starts the first isolate, unless a request has; the result tells whether the code loads. */
    CompletableFuture<Void> startFirst() {
        Isolate isolate;
        synchronized (this) {
            if (starting != null) {
                return starting.started();
            }
            isolate = new Isolate(this, isolates);
            starting = isolate;
        }
        return isolate.start().whenComplete((started, problem) -> {
            // What is passing is tried again: requests may wait for that.
            if (problem instanceof LoadException load && !load.isPassing()) {
                failQueued(load);
            }
        });
    }

    private void failQueued(Throwable problem) {
        String reason = problem instanceof LoadException load ? load.describe() : String.valueOf(problem.getMessage());
        int count = queue.isEmpty() ? 0 : notStarted.met(reason, System.nanoTime());
        if (count > 0) {
            log.atWarn()
                    .addKeyValue("app", app)
                    .addKeyValue("error", reason)
                    .addKeyValue("count", count)
                    .log("isolate_not_started");
        }
        if (serving.length > 0) {
            return;
        }
        boolean isPassing = problem instanceof LoadException load && load.isPassing();
        for (Invocation waiting = next(); waiting != null; waiting = next()) {
            if (isPassing) {
                waiting.fail(Failure.MEMORY_LIMIT, reason);
            } else {
                waiting.fail(Failure.LOAD_FAILED, "the app '" + app + "' did not start; see its log");
            }
        }
    }

    void started(Isolate isolate) {
        synchronized (this) {
            starting = null;
            Isolate[] more = Arrays.copyOf(serving, serving.length + 1);
            more[more.length - 1] = isolate;
            serving = more;
        }
        isLoaded = true;
        if (drained.isDone()) {
            // It was started for a request that another isolate has answered meanwhile, the last one of this version.
            isolate.end(IsolateEnd.CLOSED);
        }
    }

    /** The isolate takes no more requests; somebody else has to. */
    void retired(Isolate isolate) {
        synchronized (this) {
            serving = Arrays.stream(serving).filter(other -> other != isolate).toArray(Isolate[]::new);
        }
        if (!queue.isEmpty()) {
            wake();
        }
    }

    synchronized void startFailed() {
        starting = null;
    }

    synchronized void isLeaving() {
        leaving++;
    }

    /** The thread of an ended isolate has come back. */
    void left() {
        Runnable departed = null;
        synchronized (this) {
            leaving--;
            notifyAll();
            if (leaving == 0) {
                departed = onDeparted;
                onDeparted = null;
            }
        }
        if (departed != null) {
            departed.run();
        }
        if (!queue.isEmpty()) {
            wake();
        }
    }

    /** One request less. */
    void finished() {
        if (pending.decrementAndGet() == 0 && draining) {
            end();
        }
    }

    /**
     * Takes no more requests and closes the isolates as soon as those it has are finished, which their timeouts bound.
     *
     * @return completes when the last request has finished
     */
    public CompletableFuture<Void> drain() {
        draining = true;
        if (pending.get() == 0) {
            end();
        }
        return drained;
    }

    private void end() {
        if (drained.complete(null)) {
            for (Isolate isolate : serving) {
                isolate.end(IsolateEnd.CLOSED);
            }
            outbound.close();
        }
    }

    /** A thread of an ended isolate is late: the app takes no requests until it comes back. */
    void overdue(String reason) {
        synchronized (this) {
            overdue++;
            refusal = reason;
            notifyAll();
        }
        for (Invocation waiting = next(); waiting != null; waiting = next()) {
            waiting.fail(Failure.QUARANTINED, "the app '" + app + "' is quarantined: " + reason);
        }
    }

    /** A thread that was late has come back. */
    synchronized void overdueReturned() {
        if (--overdue == 0) {
            refusal = null;
        }
    }

    /** A thread of an ended isolate does not come back: the app is quarantined until it does. */
    void stuck(String reason) {
        synchronized (this) {
            stuck++;
            quarantine = reason;
            notifyAll();
        }
        log.atError().addKeyValue("app", app).addKeyValue("reason", reason).log("app_quarantined");
        onStuck.accept(reason);
        for (Invocation waiting = next(); waiting != null; waiting = next()) {
            waiting.fail(Failure.QUARANTINED, "the app '" + app + "' is quarantined: " + reason);
        }
    }

    /** A stuck thread has come back after all. */
    void unstuck() {
        synchronized (this) {
            if (--stuck > 0) {
                return;
            }
            quarantine = null;
        }
        log.atInfo().addKeyValue("app", app).log("app_quarantine_lifted");
    }

    /**
     * Waits until the threads of all isolates that have been ended have come back, or one of them is known to be stuck.
     *
     * @return why there is a stuck one, or null when all have come back
     */
    public synchronized @Nullable String awaitDepartures() throws InterruptedException {
        while (leaving > 0 && refusal == null) {
            wait();
        }
        return refusal;
    }

    /**
     * Runs once, as soon as no isolate that has been ended has a thread any more: at once when there is none. A later call
     * replaces what has not run yet.
     */
    public void whenDeparted(Runnable departed) {
        synchronized (this) {
            if (leaving > 0) {
                onDeparted = departed;
                return;
            }
        }
        departed.run();
    }

    /**
     * Says who is told when a thread is given up: it is in work that cannot be interrupted, and not expected back.
     *
     * @param listener gets the reason, on the watchdog's thread, which must not wait
     */
    public void onStuck(Consumer<String> listener) {
        onStuck = listener;
    }

    /** Why the app takes no requests although it is loaded, or null. */
    public @Nullable String quarantine() {
        return quarantine;
    }

    /** Why the app takes no requests now, or null: it is quarantined, or a thread of it is late. */
    @Nullable
    String refusal() {
        return refusal;
    }

    /** Whether the code has been loaded by some isolate, which proves that it can be. */
    public boolean isLoaded() {
        return isLoaded;
    }

    /** Name of the app, for messages. */
    String app() {
        return app;
    }

    AppShare share() {
        return share;
    }

    /** What the app has used, over all its versions; up to date after {@link Isolates#cost}. */
    public Cost cost() {
        return new Cost(share.cpuNanos, share.allocatedBytes);
    }

    AppCode code() {
        return code;
    }

    /** What each of the isolates may use. */
    public Limits limits() {
        return limits;
    }

    /** How long its code may take to load. */
    Duration loadLimit() {
        return Loading.limit(limits.timeout(), isolates.settings().shortestLoadLimit());
    }

    AppOutbound outbound() {
        return outbound;
    }

    HeldBytes heldBytes() {
        return heldBytes;
    }

    Map<String, String> env() {
        return env;
    }

    /** Isolates that take requests now. */
    public int isolateCount() {
        return serving.length;
    }

    /** Requests that are waiting or running. */
    public int pending() {
        return pending.get();
    }

    /** Live heap of the largest isolate in bytes when it was last measured; 0 before the first measurement. */
    public long liveBytes() {
        return Arrays.stream(serving).mapToLong(Isolate::liveBytes).max().orElse(0);
    }

    List<Isolate> serving() {
        return new ArrayList<>(Arrays.asList(serving));
    }
}
