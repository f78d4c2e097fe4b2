package dev.nano.runtime.app;

import dev.nano.runtime.isolate.AppCode;
import dev.nano.runtime.isolate.IsolatePool;
import dev.nano.runtime.isolate.Isolates;
import dev.nano.runtime.log.Failures;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows when a thread has been given up: its code is recorded first, then no longer served, and with too many such
 * threads the process asks to be replaced.
 */
final class StuckApps implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StuckApps.class);

    private static final int MOST_NAMES = 20;

    private final Apps apps;
    private final Isolates isolates;
    private final Quarantine quarantine;
    /** The watchdog must not wait for a disk. */
    private final ExecutorService recorder = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("nano-quarantine").factory());

    private final Set<String> names = new TreeSet<>();
    private volatile Consumer<Set<String>> onTooMany = names -> {};

    StuckApps(Apps apps, Isolates isolates, Quarantine quarantine) {
        this.apps = apps;
        this.isolates = isolates;
        this.quarantine = quarantine;
    }

    /** @param newOnTooMany gets names of apps whose threads are stuck, once their code is recorded; may be called repeatedly */
    void onTooMany(Consumer<Set<String>> newOnTooMany) {
        onTooMany = newOnTooMany;
    }

    /** The pool runs this code, be it in the table, still loading, or finishing its requests. */
    void runs(IsolatePool pool, AppSpec spec, AppCode code) {
        // The pool holds the app, so that nothing else holds it once the pool is gone.
        pool.onStuck(reason -> {
            try {
                recorder.execute(() -> gaveUp(pool, spec, code, reason));
            } catch (RejectedExecutionException e) {
                log.atDebug().addKeyValue("reason", reason).log("quarantine_closed");
            }
        });
    }

    private void gaveUp(IsolatePool pool, AppSpec spec, AppCode code, String reason) {
        try {
            quarantine.add(Quarantine.Entry.of(spec, code, reason));
            log.atError()
                    .addKeyValue("app", spec.name())
                    .addKeyValue("host", spec.host())
                    .addKeyValue("digest", spec.digest())
                    .addKeyValue("reason", reason)
                    .addKeyValue("remedy", "change the code, or DELETE /admin/quarantine?digest=" + spec.digest())
                    .log("quarantine_recorded");
            apps.hold(pool, reason);
            if (names.size() < MOST_NAMES) {
                names.add(spec.name());
            }
        } catch (RuntimeException | Error e) {
            Failures.tell(log, "quarantine_failed", e);
        }
        if (isolates.wantsReplacement()) {
            onTooMany.accept(Collections.unmodifiableSet(new TreeSet<>(names)));
        }
    }

    @Override
    public void close() {
        recorder.shutdown();
    }
}
