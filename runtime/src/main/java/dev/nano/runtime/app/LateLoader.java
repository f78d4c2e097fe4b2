package dev.nano.runtime.app;

import dev.nano.runtime.isolate.LoadException;
import dev.nano.runtime.log.Failures;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads in the background what was put without being loaded. One app at a time, because requests come first; but an app that
 * takes long holds up only a few others, not all behind it.
 */
final class LateLoader implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LateLoader.class);

    /** After so long an app is waiting for something rather than loading, and the next one has its turn. */
    private static final Duration TURN = Duration.ofMillis(200);
    /** Such apps at the most. They share the processors fairly, but each holds memory. */
    private static final int MOST_SLOW = 32;

    /** Until an app is tried again for which there was no memory; each time twice as long, because it costs the others theirs. */
    private static final Duration FIRST_RETRY = Duration.ofSeconds(2);

    private static final Duration LONGEST_RETRY = Duration.ofMinutes(2);

    private final Apps apps;
    private final ScheduledExecutorService turns = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("nano-load-rest").factory());
    private final ExecutorService loads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("nano-load-late-", 0).factory());
    private final Semaphore slots = new Semaphore(MOST_SLOW);

    /**
     * An app that is to be loaded.
     *
     * @param removed hears of its host if it does not load
     * @param retry when to try again if there is no memory for it
     */
    private record Attempt(App app, Consumer<String> removed, Duration retry) {

        Attempt next() {
            Duration longer = retry.multipliedBy(2);
            return new Attempt(app, removed, longer.compareTo(LONGEST_RETRY) < 0 ? longer : LONGEST_RETRY);
        }
    }

    LateLoader(Apps apps) {
        this.apps = apps;
    }

    /**
     * Loads the app when its turn comes, unless it is no longer in the table then. If it does not load it is removed.
     *
     * @param removed hears of its host in that case
     */
    void load(App app, Consumer<String> removed) {
        loadAfter(Duration.ZERO, new Attempt(app, removed, FIRST_RETRY));
    }

    private void loadAfter(Duration delay, Attempt attempt) {
        try {
            var _ = turns.schedule(() -> takeTurn(attempt), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            log.atDebug().addKeyValue("host", attempt.app().host()).log("not_loaded_any_more");
        }
    }

    private void takeTurn(Attempt attempt) {
        String host = attempt.app().host();
        try {
            slots.acquire();
            Future<?> load = start(attempt);
            load.get(TURN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.atDebug().addKeyValue("host", host).log("app_loads_slowly");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            Failures.tell(log, "app_load_died", e, "host", host);
        } catch (OutOfMemoryError e) {
            loadAfter(attempt.retry(), attempt.next());
        }
    }

    private Future<?> start(Attempt attempt) {
        try {
            return loads.submit(() -> {
                try {
                    loadOrRemove(attempt);
                } finally {
                    slots.release();
                }
            });
        } catch (RuntimeException | Error e) {
            slots.release();
            throw e;
        }
    }

    private void loadOrRemove(Attempt attempt) {
        App app = attempt.app();
        if (!apps.isCurrent(app)) {
            return;
        }
        long started = System.nanoTime();
        try {
            apps.load(app);
        } catch (LoadException e) {
            // What does not load because everything ends says nothing about its code.
            if (turns.isShutdown()) {
                return;
            }
            if (e.isPassing()) {
                loadAfter(attempt.retry(), attempt.next());
            } else if (apps.remove(app)) {
                Duration took = Duration.ofNanos(System.nanoTime() - started);
                ChangeLog.write(log, new ChangeResult.NotLoaded(app.host(), e), "load", took);
                attempt.removed().accept(app.host());
            }
        } catch (OutOfMemoryError e) {
            loadAfter(attempt.retry(), attempt.next());
        }
    }

    /** Loads nothing more; what fails from now on is not removed. */
    @Override
    public void close() {
        turns.shutdownNow();
        loads.shutdown();
    }
}
