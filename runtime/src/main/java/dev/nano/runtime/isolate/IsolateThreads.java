package dev.nano.runtime.isolate;

import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that run JavaScript. As many run at a time as there are processors, and one more for each that is in a long
 * turn: the operating system shares the processors fairly among them, so a loop in one app slows the others no more than
 * another process would.
 */
final class IsolateThreads implements AutoCloseable {

    /** Deep recursion in an app should end in its RangeError, with room left for the host code below it. */
    private static final long STACK_BYTES = 4L << 20;

    /** Threads of a passing rush are kept for about a second of watchdog ticks. */
    private static final int TICKS_BEFORE_SHRINKING = 200;

    private final int parallelism;
    private final int maxThreads;
    private final ThreadPoolExecutor executor;
    private volatile boolean paused;
    private final Set<Isolate> running = ConcurrentHashMap.newKeySet();
    /** Watchdog only. */
    private int ticksWithTooMany;

    IsolateThreads(int parallelism, int maxThreads) {
        this.parallelism = parallelism;
        this.maxThreads = maxThreads;
        var count = new java.util.concurrent.atomic.AtomicInteger();
        executor = new ThreadPoolExecutor(
                parallelism, maxThreads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(null, task, "nano-js-" + count.incrementAndGet(), STACK_BYTES);
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** Gives an isolate its next run. */
    void run(Isolate isolate) {
        executor.execute(isolate);
    }

    /** Called at the begin of a run; waits while the threads are paused. */
    void began(Isolate isolate) {
        running.add(isolate);
        if (paused) {
            awaitResumed();
        }
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

    void ended(Isolate isolate) {
        running.remove(isolate);
    }

    /** Isolates that are on a thread right now. */
    Collection<Isolate> running() {
        return Collections.unmodifiableSet(running);
    }

    /** Called by the watchdog at every tick: makes room beside the threads that are in long turns. */
    void makeRoomFor(int longTurns) {
        int wanted = Math.min(maxThreads, parallelism + longTurns);
        int now = executor.getCorePoolSize();
        if (wanted > now) {
            executor.setCorePoolSize(wanted);
            ticksWithTooMany = 0;
        } else if (wanted == now) {
            ticksWithTooMany = 0;
        } else if (++ticksWithTooMany > TICKS_BEFORE_SHRINKING) {
            executor.setCorePoolSize(wanted);
            ticksWithTooMany = 0;
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
