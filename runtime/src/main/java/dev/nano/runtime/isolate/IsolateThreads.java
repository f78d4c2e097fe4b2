package dev.nano.runtime.isolate;

import com.oracle.truffle.api.TruffleSafepoint;
import com.oracle.truffle.api.nodes.Node;
import com.sun.management.ThreadMXBean;
import dev.nano.runtime.log.Failures;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shares the processors among the isolates. As many run at a time as there are processors; {@link RunQueue} decides who is
 * next. A run that has had its time gives way at a safepoint when others wait, and its thread waits with it; one that does not
 * reach a safepoint is left alone, and another runs beside it, but apps that are known for that do not crowd out the others.
 */
final class IsolateThreads implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(IsolateThreads.class);

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Processor time that a run may use after it was asked to give way; beyond that, another one may run beside it. */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    /** The same by the clock, for a thread that gets no processor or is blocked. */
    private static final long PATIENCE_WITHOUT_CPU_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** A run that does not count for longer than this is stuck rather than slow: nobody waits for it. */
    private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** For so long an app is known for work that safepoints do not interrupt. */
    private static final long UNWIELDY_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** A run that has used so much is not about to take the next request. */
    private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    /** How many times as many threads there may be for those that are interactive. */
    private static final int FOR_INTERACTIVE = 4;

    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final AppUsage usage;
    private final int parallelism;
    private final int maxThreads;
    /** When so many runs are slow to give way, no other joins them that is known to be slow. */
    private final int mostSlow;

    private final Thread ticker;
    private final Set<Isolate> running = ConcurrentHashMap.newKeySet();
    private volatile boolean paused;
    private volatile boolean closed;

    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by the lock.
    private final Collection<Run> onThreads = new ArrayList<>();
    private final RunQueue queue = new RunQueue(onThreads);
    /** Runs for which there is no thread until another ends. */
    private final Queue<Run> deferred = new ArrayDeque<>();

    private final ArrayDeque<IsolateThread> idle = new ArrayDeque<>();
    private final Set<IsolateThread> all = new HashSet<>();
    private int counted;
    /** Read without the lock by the ticker. */
    private volatile boolean isTickerIdle;

    private int made;
    /** Threads to wake once the lock is free; large enough never to grow. */
    private final ArrayDeque<Thread> toWake;

    /** @param usage is told what runs use */
    IsolateThreads(AppUsage usage, int parallelism, int maxThreads) {
        this.usage = usage;
        this.parallelism = parallelism;
        this.maxThreads = maxThreads;
        mostSlow = 2 * parallelism;
        toWake = new ArrayDeque<>(4 * parallelism + 4);
        ticker = Thread.ofPlatform().daemon().name("nano-scheduler").unstarted(this::tickForEver);
        ticker.start();
    }

    /** Gives an isolate its next run. */
    void run(Run run) {
        boolean isBetweenRuns = Thread.currentThread() instanceof IsolateThread own && own.isBetweenRuns;
        lock.lock();
        try {
            if (closed) {
                throw new RejectedExecutionException("the runtime is being closed");
            }
            long now = System.nanoTime();
            if (run.share.isAsleep()) {
                chargeLong(now);
            }
            queue.wakes(run, now);
            if (!isBetweenRuns && queue.isEmpty() && isProcessorFree() && isThreadFor(run) && start(run, now)) {
                return;
            }
            queue.add(run);
            run.state = Run.State.QUEUED;
            if (!isBetweenRuns) {
                dispatch(now);
                if (run.state == Run.State.QUEUED && isUrgent()) {
                    toWake.add(ticker);
                }
            }
        } finally {
            unlock();
        }
    }

    /** Whether a run that has a processor must give way now rather than at the next tick. */
    private boolean isUrgent() {
        for (Run run : onThreads) {
            if (!run.isAsked && queue.isBehind(run, false)) {
                return true;
            }
        }
        return false;
    }

    /** Takes back a run whose isolate has been ended. @return false when it does not wait for a thread, or has one */
    boolean withdraw(Run run) {
        lock.lock();
        try {
            if (run.state != Run.State.QUEUED) {
                return false;
            }
            takeBack(run, System.nanoTime());
            return true;
        } finally {
            unlock();
        }
    }

    /** Called at the begin of a run; waits while the threads are paused. */
    void began(Isolate isolate) {
        running.add(isolate);
        if (paused) {
            awaitResumed();
        }
    }

    /** Called when the isolate is made, and code of the app is about to run in it for the first time. */
    void made(Run run) {
        lock.lock();
        try {
            chargeCurrent(run);
            run.isMaking = false;
        } finally {
            unlock();
        }
    }

    /** Called when the app has been loaded in the isolate. */
    void loaded(Run run) {
        lock.lock();
        try {
            chargeCurrent(run);
            queue.loaded(run);
            run.isLoaded = true;
        } finally {
            unlock();
        }
    }

    /** Called at the end of a run, on its thread. */
    void ended(Run run) {
        running.remove(run.isolate);
        long cpuNanos = THREADS.getCurrentThreadCpuTime();
        long allocatedBytes = THREADS.getCurrentThreadAllocatedBytes();
        List<Isolate> inVain;
        lock.lock();
        try {
            IsolateThread thread = run.thread;
            if (thread == null) {
                return;
            }
            charge(run, cpuNanos, allocatedBytes);
            thread.cpuNanos = cpuNanos;
            thread.allocatedBytes = allocatedBytes;
            thread.isBetweenRuns = true;
            stops(run);
            run.thread = null;
            run.share.onThreads--;
            run.state = Run.State.IDLE;
            long now = System.nanoTime();
            queue.sleeps(run, now);
            inVain = withdrawInVain(run.share, now);
        } finally {
            unlock();
        }
        inVain.forEach(Isolate::notScheduled);
    }

    /**
     * Takes back isolates that were woken for a request that another one of their app has taken. As long as they wait, the app
     * counts as one that never sleeps.
     */
    private List<Isolate> withdrawInVain(AppShare share, long now) {
        if (share.isAsleep()) {
            return List.of();
        }
        List<Isolate> inVain = new ArrayList<>();
        Stream.concat(share.runs.stream(), deferred.stream().filter(run -> run.share == share))
                .filter(run -> run.state == Run.State.QUEUED && !run.isolate.hasWork())
                .toList()
                .forEach(run -> {
                    takeBack(run, now);
                    inVain.add(run.isolate);
                });
        return inVain;
    }

    private void takeBack(Run run, long now) {
        queue.remove(run);
        deferred.remove(run);
        run.state = Run.State.IDLE;
        queue.sleeps(run, now);
    }

    /** What the thread is to run next, or null when it is to wait for that. */
    @Nullable
    Run next(IsolateThread thread) {
        lock.lock();
        try {
            idle.push(thread);
            requeueDeferred();
            dispatch(System.nanoTime());
            return thread.next;
        } finally {
            unlock();
        }
    }

    /** Lets those wait for a processor again that there is a thread for. */
    private void requeueDeferred() {
        deferred.removeIf(run -> {
            boolean is = isThreadFor(run);
            if (is) {
                queue.add(run);
            }
            return is;
        });
    }

    /** A thread has had nothing to do for long. @return false when it has now */
    boolean leaves(IsolateThread thread) {
        lock.lock();
        try {
            return idle.remove(thread) && all.remove(thread);
        } finally {
            unlock();
        }
    }

    /** Fills the processors with those that wait. */
    private void dispatch(long now) {
        while (isProcessorFree()) {
            Run run = queue.poll();
            if (run == null) {
                return;
            }
            if (run.state == Run.State.WAITING) {
                getsProcessor(run, now);
                toWake.add(Objects.requireNonNull(run.thread));
            } else if (!isThreadFor(run)) {
                deferred.add(run);
            } else if (!start(run, now)) {
                queue.add(run);
                break;
            }
        }
        if (!queue.isEmpty() && isTickerIdle) {
            isTickerIdle = false;
            toWake.add(ticker);
        }
    }

    private boolean isProcessorFree() {
        return counted < parallelism && !closed;
    }

    private void getsProcessor(Run run, long now) {
        run.since = now;
        run.isAsked = false;
        run.ask = null;
        run.state = Run.State.RUNNING;
        onThreads.add(run);
        counted++;
    }

    /**
     * Threads that wait have their price; but every app has one, and an interactive app gives it back soon: it does not
     * wait until others who loop give theirs back.
     */
    private boolean isThreadFor(Run run) {
        int most = run.share.isInteractive ? maxThreads * FOR_INTERACTIVE : maxThreads;
        return run.share.onThreads == 0 || all.size() - idle.size() < most;
    }

    /** @return false when there is no thread for it, nor memory for another one */
    private boolean start(Run run, long now) {
        IsolateThread thread = idle.poll();
        if (thread == null) {
            try {
                thread = new IsolateThread(this, ++made);
                all.add(thread);
                thread.start();
            } catch (OutOfMemoryError e) {
                all.remove(thread);
                return false;
            }
        }
        run.thread = thread;
        run.cpuNanos = thread.cpuNanos;
        run.cpuNanosWhenBegun = thread.cpuNanos;
        run.isLong = false;
        run.allocatedBytes = thread.allocatedBytes;
        run.share.onThreads++;
        getsProcessor(run, now);
        thread.next = run;
        if (thread != Thread.currentThread()) {
            toWake.add(thread);
        }
        return true;
    }

    /** The run leaves the processor, because it is over or because it waits. */
    private void stops(Run run) {
        if (run.state == Run.State.RUNNING) {
            counted--;
        }
        onThreads.remove(run);
    }

    private void charge(Run run, long cpuNanos, long allocatedBytes) {
        long used = Math.max(0, cpuNanos - run.cpuNanos);
        long allocated = Math.max(0, allocatedBytes - run.allocatedBytes);
        run.cpuNanos += used;
        run.allocatedBytes += allocated;
        usage.add(run.share, used, allocated);
        long now = System.nanoTime();
        if (run.isMaking) {
            queue.chargeMaking(run.share, used, now);
        } else {
            queue.charge(run.share, used, now);
        }
        if (!run.isLoaded) {
            run.loadNanos += used;
        }
        run.isLong = run.cpuNanos - run.cpuNanosWhenBegun > LONG_NANOS;
    }

    /** Charges what a run has used so far, on its own thread. */
    private void chargeCurrent(Run run) {
        charge(run, THREADS.getCurrentThreadCpuTime(), THREADS.getCurrentThreadAllocatedBytes());
    }

    /** Charges what runs have used so far that have not ended. */
    private void chargeRunning() {
        for (Run run : onThreads) {
            IsolateThread thread = run.thread;
            if (thread != null) {
                long id = thread.threadId();
                charge(run, THREADS.getThreadCpuTime(id), THREADS.getThreadAllocatedBytes(id));
            }
        }
    }

    /** As {@link #chargeRunning}, when it matters for whose turn it is. */
    private void chargeLong(long now) {
        for (Run run : onThreads) {
            if (now - run.since > FairQueue.SLICE_NANOS) {
                chargeRunning();
                return;
            }
        }
    }

    /** Brings the totals of all apps up to date. */
    void sample() {
        lock.lock();
        try {
            chargeRunning();
        } finally {
            unlock();
        }
    }

    /**
     * Waits for a processor if others come first. Called at a safepoint, on the thread of the run, after it has been asked to.
     *
     * @param location where JavaScript is
     */
    void giveWay(Run run, @Nullable Node location) {
        lock.lock();
        try {
            if (!run.isAsked || Thread.currentThread() != run.thread || run.isolate.isEnded() || closed) {
                return;
            }
            run.isAsked = false;
            chargeCurrent(run);
            stops(run);
            run.state = Run.State.WAITING;
            queue.add(run);
            dispatch(System.nanoTime());
        } finally {
            unlock();
        }
        try {
            TruffleSafepoint.setBlockedThreadInterruptible(location, IsolateThreads::awaitProcessor, run);
        } finally {
            if (run.state == Run.State.WAITING) {
                stopWaiting(run);
            }
        }
    }

    private static void awaitProcessor(Run run) throws InterruptedException {
        while (run.state == Run.State.WAITING) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LockSupport.park(run);
        }
    }

    /** The isolate is being ended. */
    private void stopWaiting(Run run) {
        lock.lock();
        try {
            if (run.state == Run.State.WAITING) {
                queue.remove(run);
                run.state = Run.State.LOOSE;
                onThreads.add(run);
            }
        } finally {
            unlock();
        }
    }

    /**
     * Releases the lock, then wakes the threads: a woken thread preempts the thread that woke it, and while that one still held the
     * lock all others would wait for it. Allocates nothing, because memory may be short.
     */
    private void unlock() {
        Thread first = toWake.poll();
        Thread second = toWake.poll();
        toWake.forEach(LockSupport::unpark);
        toWake.clear();
        lock.unlock();
        LockSupport.unpark(first);
        LockSupport.unpark(second);
    }

    private void tickForEver() {
        while (!closed) {
            try {
                LockSupport.parkNanos(this, TICK_NANOS);
                tick().forEach(run -> run.ask = run.isolate.askToGiveWay());
                idleIfNothingWaits();
                // Once woken it waits for a tick before it looks: most runs wait for less than that.
                while (isTickerIdle) {
                    LockSupport.park(this);
                }
            } catch (RuntimeException | Error e) {
                // Out of memory, for example. Nobody would ever give way again.
                Failures.tell(log, "scheduler_tick_failed", e);
            }
        }
    }

    /** Idles the ticker when no run waits; {@link #dispatch} wakes it for the next one that does. */
    private void idleIfNothingWaits() {
        lock.lock();
        try {
            isTickerIdle = queue.isEmpty() && deferred.isEmpty() && !closed;
        } finally {
            unlock();
        }
    }

    /** @return those that have had their time while others wait */
    private List<Run> tick() {
        List<Run> asked = new ArrayList<>();
        lock.lock();
        try {
            long now = System.nanoTime();
            if (paused) {
                // Nobody runs, and nobody can be blamed for that.
                onThreads.forEach(run -> run.askedAt = now);
                return asked;
            }
            requeueDeferred();
            dispatch(now);
            if (queue.isEmpty()) {
                return asked;
            }
            chargeRunning();
            int slow = slow(now);
            for (Run run : onThreads) {
                if (!run.isAsked) {
                    if (queue.isBehind(run, now - run.since > FairQueue.SLICE_NANOS)) {
                        run.isAsked = true;
                        run.askedAt = now;
                        run.cpuNanosWhenAsked = run.cpuNanos;
                        asked.add(run);
                    }
                    continue;
                }
                if (run.isAskLost()) {
                    asked.add(run);
                } else if (run.cpuNanos - run.cpuNanosWhenAsked > PATIENCE_NANOS) {
                    run.share.unwieldyUntil = now + UNWIELDY_NANOS;
                }
                if (run.state == Run.State.RUNNING
                        && isLate(run, now)
                        && (slow < mostSlow || queue.isNextPrompt(now))) {
                    run.state = Run.State.LOOSE;
                    counted--;
                    slow++;
                }
            }
            dispatch(now);
        } finally {
            unlock();
        }
        return asked;
    }

    private static boolean isLate(Run run, long now) {
        return run.cpuNanos - run.cpuNanosWhenAsked > PATIENCE_NANOS || now - run.askedAt > PATIENCE_WITHOUT_CPU_NANOS;
    }

    /** Runs beside those that count which are expected to give way soon. */
    private int slow(long now) {
        int slow = 0;
        for (Run run : onThreads) {
            if (run.state == Run.State.LOOSE && now - run.askedAt < SLOW_NANOS && !run.isolate.isEnded()) {
                slow++;
            }
        }
        return slow;
    }

    /** No run begins until {@link #resume}. */
    void pause() {
        paused = true;
    }

    synchronized void resume() {
        paused = false;
        notifyAll();
    }

    private synchronized void awaitResumed() {
        try {
            while (paused) {
                wait();
            }
        } catch (InterruptedException e) {
            // The threads are being closed.
            Thread.currentThread().interrupt();
        }
    }

    /** Isolates that are on a thread right now, also those whose thread waits. */
    Collection<Isolate> running() {
        return Collections.unmodifiableSet(running);
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            isTickerIdle = false;
            all.forEach(Thread::interrupt);
            toWake.add(ticker);
        } finally {
            unlock();
        }
    }
}
