package dev.nano.runtime.web;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.graalvm.polyglot.Context;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An isolate's thread for tests. */
final class TestLoop implements EventLoop, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TestLoop.class);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("test-isolate").daemon().factory());
    private volatile Context context;
    private volatile int timerSpeed = 1;

    /** The context that tasks are run inside of from now on. */
    void enterFromNowOn(Context entered) {
        context = entered;
    }

    /** What is scheduled from now on waits only for a part of its delay. */
    void runTimersFaster(int times) {
        timerSpeed = times;
    }

    @Override
    public void execute(Runnable task) {
        try {
            thread.execute(() -> run(task));
        } catch (RejectedExecutionException e) {
            // The isolate has ended; its tasks are dropped.
        }
    }

    @Override
    public Runnable schedule(Runnable task, Duration delay) {
        Future<?> future = thread.schedule(() -> run(task), delay.toNanos() / timerSpeed, TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    /** Runs {@code task} on the isolate's thread and waits for its result. */
    <T> T call(Supplier<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        execute(() -> {
            try {
                result.complete(task.get());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result.orTimeout(90, TimeUnit.SECONDS).join();
    }

    private void run(Runnable task) {
        Context entered = context;
        if (entered == null) {
            task.run();
            return;
        }
        entered.enter();
        try {
            task.run();
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("task_failed");
        } finally {
            entered.leave();
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
