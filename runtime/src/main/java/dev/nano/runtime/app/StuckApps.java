package dev.nano.runtime.app;

import dev.nano.runtime.isolate.AppCode;
import dev.nano.runtime.isolate.IsolatePool;
import dev.nano.runtime.isolate.Isolates;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.WeakHashMap;
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
    /** Which app's code a pool runs, be it in the table, still loading, or finishing its requests. */
    private final Map<IsolatePool, Version> versions = Collections.synchronizedMap(new WeakHashMap<>());
    /** The watchdog must not wait for a disk. */
    private final ExecutorService recorder = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("nano-quarantine").factory());

    private final Set<String> names = new TreeSet<>();
    private volatile Consumer<Set<String>> onTooMany = names -> {};

    private record Version(AppSpec spec, AppCode code) {}

    StuckApps(Apps apps, Isolates isolates, Quarantine quarantine) {
        this.apps = apps;
        this.isolates = isolates;
        this.quarantine = quarantine;
        isolates.onStuck((pool, reason) -> {
            try {
                recorder.execute(() -> gaveUp(pool, reason));
            } catch (RejectedExecutionException e) {
                log.atDebug().addKeyValue("reason", reason).log("quarantine_closed");
            }
        });
    }

    /** @param newOnTooMany gets names of apps whose threads are stuck, once their code is recorded; may be called repeatedly */
    void onTooMany(Consumer<Set<String>> newOnTooMany) {
        onTooMany = newOnTooMany;
    }

    void runs(IsolatePool pool, AppSpec spec, AppCode code) {
        versions.put(pool, new Version(spec, code));
    }

    private void gaveUp(IsolatePool pool, String reason) {
        Version version = versions.get(pool);
        try {
            if (version != null) {
                AppSpec spec = version.spec();
                quarantine.add(Quarantine.Entry.of(spec, version.code(), reason));
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
            }
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("quarantine_failed");
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
