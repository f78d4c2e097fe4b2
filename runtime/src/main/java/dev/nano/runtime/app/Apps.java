package dev.nano.runtime.app;

import dev.nano.runtime.code.CodeStore;
import dev.nano.runtime.code.StoredCode;
import dev.nano.runtime.isolate.AppCode;
import dev.nano.runtime.isolate.IsolatePool;
import dev.nano.runtime.isolate.Isolates;
import dev.nano.runtime.isolate.LoadException;
import dev.nano.runtime.outbound.Egress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where the table of apps changes: load the new version, swap the table, let the old version finish.
 *
 * <p>Loading happens outside the lock and in parallel, so that an app that is slow to load delays nobody; only the swap
 * is one at a time.
 */
public final class Apps implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Apps.class);

    private final Isolates isolates;
    private final CodeStore store;
    private final TableListener listener;
    private final ExecutorService loaders;
    private final LateLoader late = new LateLoader(this);
    private final UnfinishedLoads unfinished = new UnfinishedLoads();
    private final RepeatedFailures failures = new RepeatedFailures();
    private final Turns turns = new Turns();
    private final Quarantine quarantine = new Quarantine();
    private final StuckApps stuck;

    /** Written under the lock of this; read by every request. */
    private volatile AppTable table = AppTable.EMPTY;

    private @Nullable String defaultApp;

    /** Told of every swap, in order, before the change is reported as done. Must be quick. */
    @FunctionalInterface
    public interface TableListener {
        void swapped(AppTable before, AppTable after);
    }

    /** With code that is sent kept in the heap. */
    public Apps(Isolates isolates, TableListener listener) {
        this(isolates, CodeStore.inHeap(), listener);
    }

    /** @param store holds code while no isolate loads it */
    public Apps(Isolates isolates, CodeStore store, TableListener listener) {
        this.isolates = isolates;
        this.store = store;
        this.listener = listener;
        this.stuck = new StuckApps(this, isolates, quarantine);
        this.loaders = Executors.newCachedThreadPool(
                Thread.ofVirtual().name("nano-load-", 0).factory());
    }

    /** Replaces what every app may reach beside the public Internet. */
    public void allowForAll(Egress egress) {
        isolates.outbound().allowForAll(egress);
    }

    /** The apps as they are now. */
    public AppTable table() {
        return table;
    }

    /** {@link #apply(List, String)} for one change. */
    public ChangeResult apply(AppChange change, String actor) {
        return apply(List.of(change), actor).getFirst();
    }

    /**
     * Carries the changes out and returns when the table says so: what loads is swapped in together, in one step; what
     * does not load leaves its old version serving. Blocks while code loads, for at most the apps' timeouts.
     *
     * @param changes at most one for each host
     * @param actor who wanted it, for the log: {@code config}, {@code admin}, {@code watch}
     * @return one result for each change, in the same order
     */
    public List<ChangeResult> apply(List<AppChange> changes, String actor) {
        return apply(changes, actor, null);
    }

    /**
     * Makes the apps of one origin, and the default app, what is desired, in one step; see {@link #apply(List, String)}.
     *
     * @param newDefault names the app that answers hosts nobody declared; null for none
     */
    public List<ChangeResult> applyAll(
            Origin origin, List<AppSpec> desired, @Nullable String newDefault, String actor) {
        return apply(changesTo(origin, desired), actor, new DefaultApp(newDefault));
    }

    private record DefaultApp(@Nullable String name) {}

    private List<ChangeResult> apply(List<AppChange> changes, String actor, @Nullable DefaultApp newDefault) {
        long started = System.nanoTime();
        long ticket = turns.take();
        changes.forEach(change -> turns.begin(change, ticket));
        TableSwap swap;
        try {
            List<Future<Prepared>> loading = new ArrayList<>();
            for (AppChange change : changes) {
                loading.add(loaders.submit((Callable<Prepared>) () -> prepare(change, ticket)));
            }
            List<Prepared> prepared = loading.stream().map(Apps::join).toList();
            swap = swap(prepared, ticket, newDefault);
        } finally {
            changes.forEach(turns::end);
        }
        for (IsolatePool old : swap.retired()) {
            var _ = old.drain();
        }
        Duration took = Duration.ofNanos(System.nanoTime() - started);
        List<ChangeResult> results = swap.results();
        long now = System.nanoTime();
        results.stream()
                .filter(result -> failures.isNews(result, now))
                .forEach(result -> ChangeLog.write(log, result, actor, took));
        return results;
    }

    /** The changes that make the apps of one origin equal to {@code desired}: removes for the rest, then puts. */
    public List<AppChange> changesTo(Origin origin, List<AppSpec> desired) {
        Set<String> wanted = new HashSet<>();
        desired.forEach(spec -> wanted.add(spec.host()));
        List<AppChange> changes = new ArrayList<>();
        for (App app : table.apps()) {
            if (app.spec().origin() == origin && !wanted.contains(app.host())) {
                changes.add(new AppChange.Remove(origin, app.host()));
            }
        }
        desired.forEach(spec -> changes.add(new AppChange.Put(spec)));
        return changes;
    }

    private Prepared prepare(AppChange change, long ticket) {
        if (turns.isOvertaken(change, ticket)) {
            return new Prepared.WithoutCode(change);
        }
        AppTable now = table;
        App current = now.byIdentity().get(change.host());
        AppSpec spec = switch (change) {
            case AppChange.Remove _ -> null;
            case AppChange.Add add -> now.owner(add.host()) == null ? add.spec() : null;
            case AppChange.Put put -> isCurrent(put.spec(), current) && !isYetToLoad(current) ? null : put.spec();
            case AppChange.PutUnloaded put -> isCurrent(put.spec(), current) ? null : put.spec();
            case AppChange.Keep keep -> isCurrent(keep.spec(), current) ? null : keep.spec();
            case AppChange.Reload _ -> current == null ? null : current.wanted();
        };
        if (spec == null) {
            return new Prepared.WithoutCode(change);
        }
        AppCode code = code(spec, store);
        String held = quarantine.reason(spec, code);
        if (held != null && (spec.quarantined() != null || !servesOther(spec, current))) {
            return isHeld(spec, held, current)
                    ? new Prepared.WithoutCode(change)
                    : new Prepared.Held(change, spec, code, held);
        }
        try {
            if (held != null) {
                throw new LoadException("quarantined: " + held);
            }
            IsolatePool pool =
                    isolates.unloaded(spec.name(), spec.host(), code, spec.limits(), spec.env(), spec.egress());
            stuck.runs(pool, spec, code);
            if (!(change instanceof AppChange.PutUnloaded) || current != null) {
                check(spec, code);
                load(spec, code, pool);
            }
            return new Prepared.Loaded(change, spec, code, pool);
        } catch (LoadException e) {
            return new Prepared.Broken(change, spec, code, e);
        }
    }

    private static void check(AppSpec spec, AppCode code) throws LoadException {
        code.check();
        if (spec.code() instanceof CodeSource.Stored(StoredCode pack, var _)
                && pack.length() > spec.limits().memoryBytes()) {
            throw new LoadException("the code has " + pack.length() + " bytes (expected: at most memory_mb, which is "
                    + spec.limits().memoryMb() + ")");
        }
    }

    /** The code of an app, ready to be loaded. */
    public static AppCode code(AppSpec spec, CodeStore store) {
        return switch (spec.code()) {
            case CodeSource.Directory directory ->
                AppCode.directory(
                        directory.path(),
                        directory.within(),
                        store,
                        spec.limits().memoryBytes());
            case CodeSource.Files files -> AppCode.files(files.byPath());
            case CodeSource.Stored stored -> AppCode.stored(stored.pack());
        };
    }

    /** Where the code of apps lies while no isolate loads it. */
    public CodeStore store() {
        return store;
    }

    /** Whether there is a version which can go on although this one may not be loaded. */
    private static boolean servesOther(AppSpec spec, @Nullable App current) {
        return current != null
                && current.isolates() != null
                && current.quarantine() == null
                && !current.spec().digest().equals(spec.digest());
    }

    private static boolean isHeld(AppSpec spec, String reason, @Nullable App current) {
        return current != null
                && reason.equals(current.held())
                && Objects.equals(current.spec().quarantined(), spec.quarantined())
                && current.spec().origin() == spec.origin()
                && current.spec().digest().equals(spec.digest());
    }

    private static boolean isCurrent(AppSpec spec, @Nullable App current) {
        return current != null
                && current.problem() == null
                && current.held() == null
                && spec.quarantined() == null
                && current.spec().origin() == spec.origin()
                && current.spec().digest().equals(spec.digest())
                && !current.code().isStale();
    }

    private static boolean isYetToLoad(@Nullable App app) {
        return app != null && app.state() == App.State.LOADING;
    }

    private void load(AppSpec spec, AppCode code, IsolatePool pool) throws LoadException {
        unfinished.await(spec);
        try {
            isolates.load(pool);
        } catch (LoadException e) {
            unfinished.add(spec, code, pool);
            throw e;
        }
    }

    /** Loads an app of the table unless some request has done so. */
    void load(App app) throws LoadException {
        if (app.isolates() != null) {
            check(app.spec(), app.code());
            load(app.spec(), app.code(), app.isolates());
        }
    }

    /** Whether the table names just this version of the app. */
    boolean isCurrent(App app) {
        App now = table.byIdentity().get(app.host());
        return now != null && now.isolates() == app.isolates();
    }

    /**
     * Loads in the background what was put without being loaded and that no request has loaded meanwhile. What does not load
     * is removed, as if it had been refused at once.
     *
     * @param removed hears of the hosts of such apps
     */
    public void loadUnloaded(Consumer<String> removed) {
        for (App app : table.apps()) {
            if (isYetToLoad(app)) {
                late.load(app, removed);
            }
        }
    }

    /** Loads nothing in the background any more, because the process is about to end. */
    public void stopLoading() {
        late.close();
    }

    /** No longer serves the app that runs in {@code pool}, if the table still names it, until its code changes or is lifted. */
    void hold(IsolatePool pool, String reason) {
        synchronized (this) {
            AppTable before = table;
            Map<String, App> next = new LinkedHashMap<>(before.byIdentity());
            next.replaceAll((host, app) -> app.isolates() != pool
                    ? app
                    : new App(app.spec(), app.wanted(), null, app.problem(), app.code(), reason, app.stats()));
            table = new AppTable(next, defaultApp);
            listener.swapped(before, table);
        }
        var _ = pool.drain();
    }

    /** Digests whose code is not loaded because a thread got stuck in it. */
    public Quarantine quarantine() {
        return quarantine;
    }

    /**
     * Lifts a quarantine: the apps with this digest are loaded again. Blocks while they load.
     *
     * @return whether there was one
     */
    public boolean lift(String digest, String actor) {
        boolean wasRecorded = quarantine.remove(digest);
        List<AppChange> changes = new ArrayList<>();
        for (App app : table.apps()) {
            if (app.held() != null && app.spec().digest().equals(digest)) {
                changes.add(new AppChange.Put(app.spec().withQuarantined(null)));
            }
        }
        if (!wasRecorded && changes.isEmpty()) {
            return false;
        }
        log.atInfo().addKeyValue("digest", digest).addKeyValue("actor", actor).log("quarantine_lifted");
        apply(changes, actor);
        return true;
    }

    /**
     * Says who replaces the process when too many threads are stuck.
     *
     * @param handler gets the names of apps; may be called repeatedly
     */
    public void onTooManyStuck(Consumer<Set<String>> handler) {
        stuck.onTooMany(handler);
    }

    /** Removes just this version of the app. @return false when something else has happened to it */
    boolean remove(App app) {
        synchronized (this) {
            if (!isCurrent(app)) {
                return false;
            }
            AppTable before = table;
            Map<String, App> rest = new LinkedHashMap<>(before.byIdentity());
            rest.remove(app.host());
            table = new AppTable(rest, defaultApp);
            listener.swapped(before, table);
        }
        if (app.isolates() != null) {
            var _ = app.isolates().drain();
        }
        return true;
    }

    private synchronized TableSwap swap(List<Prepared> prepared, long ticket, @Nullable DefaultApp newDefault) {
        AppTable before = table;
        var swap = new TableSwap(before, prepared, item -> turns.isOvertaken(item.change(), ticket));
        if (newDefault != null) {
            defaultApp = newDefault.name();
        }
        AppTable after = new AppTable(swap.apps(), defaultApp);
        table = after;
        swap.results().forEach(result -> count(result, after));
        listener.swapped(before, after);
        return swap;
    }

    private static void count(ChangeResult result, AppTable after) {
        App app = after.byIdentity().get(result.host());
        if (app != null && (result instanceof ChangeResult.Replaced || result instanceof ChangeResult.NotLoaded)) {
            app.stats().reloaded(result.succeeded());
        }
    }

    private static Prepared join(Future<Prepared> loading) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return loading.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new IllegalStateException("loading an app failed in the runtime itself", e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        loaders.shutdownNow();
        late.close();
        stuck.close();
    }
}
