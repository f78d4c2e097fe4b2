package dev.nano.runtime.isolate;

import dev.nano.runtime.exchange.Failure;
import dev.nano.runtime.log.Failures;
import dev.nano.runtime.web.EventLoop;
import dev.nano.runtime.web.LoadFailure;
import dev.nano.runtime.web.LoadListener;
import dev.nano.runtime.web.Platform;
import dev.nano.runtime.web.PlatformServices;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import org.graalvm.polyglot.PolyglotException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One JavaScript context as an actor: everything that wants to run in it is a message, and one thread at a time takes
 * them, a turn each.
 */
final class Isolate implements EventLoop, Runnable {

    private static final Logger log = LoggerFactory.getLogger(Isolate.class);

    /** After so long the thread is given to another isolate that waits for one. */
    private static final long RUN_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** A turn ends so long after its timeout, unless its request's own timer has ended it. */
    private static final long TURN_GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(375);

    private static final String STUCK =
            "a thread is in work that cannot be interrupted (such as a huge BigInt operation)";

    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private enum State {
        STARTING,
        SERVING,
        /** Finishes what it has, takes no more requests. */
        RETIRING,
        ENDED
    }

    private final IsolatePool pool;
    private final Isolates isolates;
    private final MemoryMeter memory;
    private final Loading loading;
    private final Departure departure = new Departure();
    private final Run run;
    private final @Nullable RequestCpu cpu;
    private final Queue<Runnable> mailbox = new ConcurrentLinkedQueue<>();
    /** Whether the isolate is on a thread or waits for one. */
    private final AtomicBoolean scheduled = new AtomicBoolean();

    private final AtomicReference<State> state = new AtomicReference<>(State.STARTING);
    private final Set<Invocation> invocations = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    /** Written by the isolate's thread once, read by whoever ends the isolate, forgotten when it is closed. */
    private volatile JsEngine.@Nullable JsContext js;
    /** Isolate's thread only. */
    private @Nullable Platform platform;
    /** When the current turn began, 0 between turns; the watchdog reads it. */
    private volatile long turnStartedAt;
    /** When the isolate last had something to do. */
    private volatile long lastUsedAt = System.nanoTime();

    Isolate(IsolatePool pool, Isolates isolates) {
        this.pool = pool;
        this.isolates = isolates;
        this.memory = new MemoryMeter(pool.limits().memoryBytes());
        this.run = new Run(this, pool.share());
        this.cpu = RequestCpu.of(this, pool.limits());
        this.loading = new Loading(pool.loadLimit(), isolates.timer(), scheduled::get, this::notLoaded);
    }

    // ---- messages -------------------------------------------------------------------------------------------------

    /** Creates the context and loads the app; completes exceptionally with a {@link LoadException}. */
    CompletableFuture<Void> start() {
        isolates.add(this);
        execute(this::boot);
        loading.start();
        return loading.result();
    }

    /** What {@link #start} has returned. */
    CompletableFuture<Void> started() {
        return loading.result();
    }

    @Override
    public void execute(Runnable task) {
        add(cpu == null ? task : cpu.owned(task));
    }

    private void add(Runnable task) {
        if (state.get() != State.ENDED) {
            mailbox.add(task);
            wakeLater();
        }
    }

    /** Wakes the isolate, or leaves it to the next sweep when there is no memory to do so now: the message is in the mailbox. */
    private void wakeLater() {
        try {
            wake();
        } catch (OutOfMemoryError e) {
            // The caller would take the message for lost, and might send it again.
        }
    }

    /** Called at each sweep. */
    void wakeIfForgotten() {
        if (state.get() != State.ENDED && !mailbox.isEmpty()) {
            wake();
        }
    }

    @Override
    public Runnable schedule(Runnable callback, Duration delay) {
        Runnable task = cpu == null ? callback : cpu.owned(callback);
        Future<?> timer =
                isolates.clock().schedule(() -> insist(() -> add(task)), delay.toMillis(), TimeUnit.MILLISECONDS);
        return () -> timer.cancel(false);
    }

    @Override
    public @Nullable UnaryOperator<Runnable> owner() {
        return cpu == null ? null : cpu.owner();
    }

    /** Gets the isolate onto a thread. @return false when it is on one already, or waits for one */
    boolean wake() {
        if (!scheduled.compareAndSet(false, true)) {
            return false;
        }
        try {
            isolates.threads().run(run);
        } catch (RuntimeException | Error e) {
            // Out of memory, or shutting down. Left as it is, nobody could wake it ever again.
            scheduled.set(false);
            throw e;
        }
        return true;
    }

    // ---- on the isolate's thread ----------------------------------------------------------------------------------

    /** One run: as many turns as there are messages for, within {@link #RUN_NANOS}. */
    @Override
    public void run() {
        departure.runBegins();
        memory.runBegins();
        boolean isLoading = state.get() == State.STARTING;
        if (isLoading) {
            loading.runBegins();
        }
        try {
            isolates.threads().began(this);
            runTurns();
        } catch (PolyglotException e) {
            if (e.isResourceExhausted()) {
                insist(() -> end(outOfMemory()));
            } else if (!e.isCancelled()) {
                broken(e);
            }
        } catch (OutOfMemoryError e) {
            insist(() -> end(outOfMemory()));
        } catch (RuntimeException | Error e) {
            if (state.get() != State.ENDED) {
                broken(e);
            }
        } finally {
            turnStartedAt = 0;
            memory.runEnds();
            if (isLoading) {
                loading.runEnds();
            }
            isolates.threads().ended(run);
        }
        notScheduled();
    }

    /** The isolate has given its thread back, or its place in the queue for one. */
    void notScheduled() {
        if (unschedule()) {
            insist(this::wake);
        }
    }

    /** @return whether it has to be woken again */
    private boolean unschedule() {
        if (state.get() != State.ENDED) {
            scheduled.set(false);
            if (state.get() != State.ENDED) {
                return hasWork();
            }
            if (!scheduled.compareAndSet(false, true)) {
                // end() has found it unscheduled, and has called leave().
                return false;
            }
        }
        // Stays scheduled, so that nothing runs it again.
        leave();
        return false;
    }

    private void runTurns() {
        JsEngine.JsContext current = js;
        if (current == null) {
            if (state.get() == State.ENDED) {
                return;
            }
            turnStartedAt = System.nanoTime();
            current = isolates.engine().newContext(pool.code());
            js = current;
            if (state.get() == State.ENDED) {
                // Whoever ended the isolate could not see the context yet.
                current.context().close(true);
                js = null;
                return;
            }
        }
        current.context().enter();
        try {
            long now = System.nanoTime();
            long until = now + RUN_NANOS;
            while (state.get() != State.ENDED && now < until) {
                turnStartedAt = now;
                if (!takeTurn()) {
                    break;
                }
                now = System.nanoTime();
            }
            lastUsedAt = now;
        } finally {
            turnStartedAt = 0;
            current.context().leave();
        }
    }

    private boolean takeTurn() {
        Runnable task = mailbox.poll();
        if (task != null) {
            runTask(task);
            return true;
        }
        Invocation invocation = state.get() == State.SERVING ? pool.next() : null;
        if (invocation == null) {
            return false;
        }
        invocations.add(invocation);
        if (state.get() != State.SERVING && invocations.remove(invocation)) {
            // Ended since it was asked: who did that may not have seen this request.
            pool.giveBack(invocation);
            return false;
        }
        invocation.startIn(this);
        if (invocation.isFinished()) {
            // Its time was up just before the timer could know where it runs.
            invocations.remove(invocation);
            return true;
        }
        if (cpu == null) {
            loadedPlatform().dispatch(invocation.exchange, () -> settled(invocation));
        } else {
            cpu.begin(invocation, () -> loadedPlatform().dispatch(invocation.exchange, () -> settled(invocation)));
        }
        return true;
    }

    private void runTask(Runnable task) {
        try {
            task.run();
        } catch (PolyglotException e) {
            if (e.isCancelled() || e.isResourceExhausted() || e.isInternalError()) {
                throw e;
            }
            // The platform catches what apps throw; this came past it and concerns this one task only.
            log.atWarn()
                    .addKeyValue("app", pool.app())
                    .addKeyValue("error", e.getMessage())
                    .log("uncaught_error");
        }
    }

    private Platform loadedPlatform() {
        Platform loaded = platform;
        if (loaded == null) {
            throw new IllegalStateException("the app has not been loaded");
        }
        return loaded;
    }

    /** Whether there is anything to take a turn for. */
    boolean hasWork() {
        return !mailbox.isEmpty() || (state.get() == State.SERVING && pool.hasQueued());
    }

    private void boot() {
        JsEngine.JsContext current = js;
        if (current == null) {
            throw new IllegalStateException("no context");
        }
        PlatformServices services = isolates.platformServices(pool);
        Platform fresh = Platform.install(current.context(), this, services, pool.app(), pool.env());
        platform = fresh;
        isolates.threads().made(run);
        fresh.load("/index.js", new LoadListener() {
            @Override
            public void loaded() {
                // The turn goes on, and the time that loading took is not that of a request.
                turnStartedAt = System.nanoTime();
                if (cpu != null) {
                    cpu.restart();
                }
                isolates.threads().loaded(run);
                if (state.compareAndSet(State.STARTING, State.SERVING)) {
                    pool.started(Isolate.this);
                    loading.succeed();
                }
            }

            @Override
            public void failed(LoadFailure failure) {
                notLoaded(new LoadException(
                        failure.message(), relative(failure.file()), failure.line(), failure.column()));
            }
        });
    }

    private static @Nullable String relative(@Nullable String file) {
        return file != null && file.startsWith("/") ? file.substring(1) : file;
    }

    private void settled(Invocation invocation) {
        invocation.finish();
        invocations.remove(invocation);
        if (state.get() == State.RETIRING && invocations.isEmpty()) {
            end(IsolateEnd.TIMEOUT);
        }
    }

    // ---- endings, on any thread -----------------------------------------------------------------------------------

    /** A request in here used up its time: whatever it left running must not go on for ever. */
    void timedOut(Invocation invocation) {
        invocations.remove(invocation);
        if (state.compareAndSet(State.SERVING, State.RETIRING)) {
            pool.retired(this);
        }
        if (invocations.isEmpty() || isBusyFor(pool.limits().timeout().toNanos() * 9 / 10)) {
            end(IsolateEnd.TIMEOUT);
        }
    }

    /**
     * A request used more processor time than it may, or a turn that belongs to none.
     *
     * @param isRunning whether the turn that did is still running
     */
    void cpuLimitHit(@Nullable Invocation invocation, boolean isRunning) {
        if (state.get() == State.STARTING) {
            // Loading has a limit of its own.
            return;
        }
        if (invocation != null) {
            invocations.remove(invocation);
        }
        if (state.compareAndSet(State.SERVING, State.RETIRING)) {
            pool.retired(this);
        }
        if (isRunning || invocations.isEmpty()) {
            end(IsolateEnd.CPU);
        }
        if (invocation != null) {
            invocation.fail(
                    Failure.CPU_LIMIT,
                    "the app '" + pool.app() + "' used more than its cpu_ms of "
                            + pool.limits().cpuMs() + " for this request");
        }
    }

    /** Closes the isolate if nothing runs in it, and nothing waits to. */
    void endIfIdle() {
        if (!scheduled.compareAndSet(false, true)) {
            return;
        }
        // As long as it counts as scheduled, no thread takes it.
        if (invocations.isEmpty() && !hasWork() && state.compareAndSet(State.SERVING, State.RETIRING)) {
            pool.retired(this);
            end(IsolateEnd.IDLE);
            leave();
            return;
        }
        if (unschedule()) {
            wake();
        }
    }

    /** Whose fault it is: one object that is too large for any heap, or many that leave no room for a small one. */
    private IsolateEnd outOfMemory() {
        return isolates.pressure().isHigh() ? IsolateEnd.PRESSURE : IsolateEnd.MEMORY;
    }

    private void broken(Throwable problem) {
        Failures.tell(log, "isolate_broken", problem, "app", pool.app());
        end(IsolateEnd.BROKEN);
    }

    /** Ends the isolate now: JavaScript that runs is cancelled, requests that were running are failed. */
    void end(IsolateEnd reason) {
        State before = state.getAndSet(State.ENDED);
        if (before != State.ENDED) {
            ended(before, reason, null);
        }
    }

    private void notLoaded(LoadException problem) {
        if (state.compareAndSet(State.STARTING, State.ENDED)) {
            ended(State.STARTING, IsolateEnd.NOT_LOADED, problem);
        }
    }

    private void ended(State before, IsolateEnd reason, @Nullable LoadException problem) {
        departure.end(reason, problem);
        pool.isLeaving();
        if (before == State.STARTING) {
            pool.startFailed();
        }
        finishEnd();
    }

    /** Leaves it to another thread when there is no memory: who ends an isolate, be it the watchdog, must not wait. */
    private boolean finishEnd() {
        try {
            cleanUp(departure.reason());
        } catch (OutOfMemoryError e) {
            departure.setUnfinished(true);
            isolates.endRetries().request();
            return false;
        }
        // Nobody is on the isolate's thread: it is left as soon as it is ended.
        if (scheduled.compareAndSet(false, true) || isolates.threads().withdraw(run)) {
            leave();
        }
        return true;
    }

    /** Called by {@link EndRetries} only. @return false when it has to be tried once more */
    boolean retryEnd() {
        if (!departure.isUnfinished()) {
            return true;
        }
        departure.setUnfinished(false);
        return finishEnd();
    }

    /** What has to be done at the end; may be done again. */
    private void cleanUp(IsolateEnd reason) {
        isolates.reap(this::close);
        pool.retired(this);
        loading.fail(departure.problem());
        // One by one: a request that is added meanwhile is given back by the thread that adds it.
        invocations.removeIf(invocation -> {
            invocation.isolateEnded(reason);
            return true;
        });
        mailbox.clear();
        if (reason != IsolateEnd.CLOSED && reason != IsolateEnd.IDLE && reason != IsolateEnd.NOT_LOADED) {
            log.atWarn()
                    .addKeyValue("app", pool.app())
                    .addKeyValue("reason", reason.name().toLowerCase(java.util.Locale.ROOT))
                    .log("isolate_ended");
        }
    }

    /** Waits until the thread has left the context. */
    private void close() {
        try {
            JsEngine.JsContext current = js;
            if (current != null) {
                current.context().close(true);
            }
        } finally {
            // A client or a server that is slow may hold the isolate for a while, and must not hold its heap.
            js = null;
            closed.complete(null);
        }
    }

    /** Repeats steps until there is memory for them, which others free meanwhile: half an end would never be finished. */
    private static void insist(Runnable steps) {
        while (true) {
            try {
                steps.run();
                return;
            } catch (OutOfMemoryError e) {
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }

    private void leave() {
        Departure.Lateness lateness = departure.leave();
        Platform installed = platform;
        if (installed != null) {
            installed.close();
            platform = null;
        }
        isolates.remove(this);
        pool.left();
        if (lateness == Departure.Lateness.STUCK) {
            isolates.stuckThreads(-1);
            pool.unstuck();
        }
        if (lateness != Departure.Lateness.NONE) {
            pool.overdueReturned();
        }
    }

    // ---- what the watchdog looks at -------------------------------------------------------------------------------

    /** Whether the current turn has been running for longer than that. */
    boolean isBusyFor(long nanos) {
        long began = turnStartedAt;
        return began != 0 && System.nanoTime() - began > nanos;
    }

    /** Whether it waits for a processor and has not begun with anything long: it will take the next request. */
    boolean isAboutToRun() {
        Run.State current = run.state;
        return current == Run.State.QUEUED || (current == Run.State.WAITING && !run.isLong);
    }

    /** Called by the watchdog while the isolate is on a thread; see {@link Departure#check}. */
    void check(long tickNanos, long tickQuietNanos) {
        if (state.get() == State.ENDED) {
            checkEnded(departure.check(tickNanos, tickQuietNanos));
            return;
        }
        if (state.get() != State.STARTING && isBusyFor(pool.limits().timeout().toNanos() + TURN_GRACE_NANOS)) {
            end(IsolateEnd.TIMEOUT);
        } else if (!isOverCpuLimit() && memory.isDue()) {
            isolates.measure(this);
        }
    }

    /** Ends the isolate when the turn that runs has used more processor time than its request may. */
    private boolean isOverCpuLimit() {
        RequestCpu.Account over = cpu == null ? null : cpu.overLimit();
        if (over == null) {
            return false;
        }
        cpuLimitHit(over.invocation, true);
        return true;
    }

    /**
     * Has JavaScript that runs give way at its next safepoint, if others come first.
     *
     * @return done once it has given way, or when no thread is in the context; null when there is no context
     */
    @Nullable
    Future<?> askToGiveWay() {
        JsEngine.JsContext current = js;
        return current == null ? null : isolates.engine().submit(current, new GiveWay(isolates.threads(), run));
    }

    private void checkEnded(Departure.Lateness lateness) {
        if (lateness == Departure.Lateness.NONE) {
            return;
        }
        if (departure.isNews(Departure.Lateness.OVERDUE)) {
            pool.overdue(STUCK);
        }
        if (lateness == Departure.Lateness.STUCK && departure.isNews(lateness)) {
            isolates.stuckThreads(1);
            pool.stuck(STUCK);
        }
    }

    /**
     * Measures the live heap and ends the isolate when it is over the limit.
     *
     * @param patienceNanos how long to wait for a thread that is in a call that cannot be interrupted
     * @param givenUp set by another thread when the result is no longer needed
     */
    void measure(Meter meter, long patienceNanos, AtomicBoolean givenUp) {
        JsEngine.JsContext current = js;
        if (current == null || state.get() == State.ENDED) {
            return;
        }
        memory.measure(stopAt -> meter.measure(current, stopAt, patienceNanos, givenUp));
        if (memory.isOverLimit()) {
            end(IsolateEnd.MEMORY);
        }
    }

    /** See {@link JsEngine.JsContext#pause()}. */
    Runnable pause() {
        JsEngine.JsContext current = js;
        return current == null || isEnded() ? () -> {} : current.pause();
    }

    boolean isEnded() {
        return state.get() == State.ENDED;
    }

    /** Completes some time after the end, when the thread has left the context and its memory is free. */
    CompletableFuture<Void> closed() {
        return closed;
    }

    /** Live heap when last measured, in bytes. */
    long liveBytes() {
        return memory.liveBytes();
    }

    /** Whether the last measurement found more than the limit; how much more is not known. */
    boolean isOverLimit() {
        return memory.isOverLimit();
    }

    /** What the isolate may hold at the most, given what it held and has allocated since. */
    long possibleBytes() {
        return memory.possibleBytes();
    }

    /** What the turn that is running now has allocated, garbage included; some of it may hang on nothing but its thread. */
    long allocatedInRun() {
        return memory.allocatedInRun();
    }

    /** See {@link Departure#nanosSinceEnd}. */
    long nanosSinceEnd(long now) {
        return departure.nanosSinceEnd(now);
    }

    boolean isIdle() {
        return state.get() == State.SERVING && invocations.isEmpty() && !scheduled.get();
    }

    long idleNanos(long now) {
        return now - lastUsedAt;
    }

    /** Null before it is made and after it is closed. */
    JsEngine.@Nullable JsContext context() {
        return js;
    }

    IsolatePool pool() {
        return pool;
    }
}
