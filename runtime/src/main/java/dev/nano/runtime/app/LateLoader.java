package dev.nano.runtime.app;

import dev.nano.runtime.isolate.LoadException;
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
    private static final Duration TURN = Duration.ofSeconds(1);
    /** Such apps at the most; loads that somebody waits for need room, too. */
    private static final int MOST_SLOW = 4;

    private static final Duration RETRY = Duration.ofSeconds(2);

    private final Apps apps;
    private final ScheduledExecutorService turns = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("nano-load-rest").factory());
    private final ExecutorService loads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("nano-load-late-", 0).factory());
    private final Semaphore slots = new Semaphore(MOST_SLOW);

    LateLoader(Apps apps) {
        this.apps = apps;
    }

    /**
     * Loads the app when its turn comes, unless it is no longer in the table then. If it does not load it is removed.
     *
     * @param removed hears of its host in that case
     */
    void load(App app, Consumer<String> removed) {
        loadAfter(Duration.ZERO, app, removed);
    }

    private void loadAfter(Duration delay, App app, Consumer<String> removed) {
        try {
            var _ = turns.schedule(() -> takeTurn(app, removed), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            log.atDebug().addKeyValue("host", app.host()).log("not_loaded_any_more");
        }
    }

    private void takeTurn(App app, Consumer<String> removed) {
        try {
            slots.acquire();
            Future<?> load = loads.submit(() -> {
                try {
                    loadOrRemove(app, removed);
                } finally {
                    slots.release();
                }
            });
            load.get(TURN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.atDebug().addKeyValue("host", app.host()).log("app_loads_slowly");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            log.atError().addKeyValue("host", app.host()).setCause(e.getCause()).log("app_load_died");
        }
    }

    private void loadOrRemove(App app, Consumer<String> removed) {
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
                loadAfter(RETRY, app, removed);
            } else if (apps.remove(app)) {
                Duration took = Duration.ofNanos(System.nanoTime() - started);
                ChangeLog.write(log, new ChangeResult.NotLoaded(app.host(), e), "load", took);
                removed.accept(app.host());
            }
        }
    }

    /** Loads nothing more; what fails from now on is not removed. */
    @Override
    public void close() {
        turns.shutdownNow();
        loads.shutdown();
    }
}
