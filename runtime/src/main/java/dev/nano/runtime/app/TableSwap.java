package dev.nano.runtime.app;

import dev.nano.runtime.isolate.IsolatePool;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * From one table and a set of prepared changes to the next table: a pure computation.
 *
 * <p>The changes of a set count together, so that a hostname may move from one app to another within it. A change whose
 * hostname is taken even so is refused and its app stays as it was.
 */
final class TableSwap {

    private final Map<String, App> before;
    private final List<Prepared> changes;
    private final @Nullable ChangeResult[] results;
    private Map<String, App> after;

    /** @param isOvertaken whether a newer change to the same host has begun */
    TableSwap(AppTable table, List<Prepared> changes, Predicate<Prepared> isOvertaken) {
        this.before = table.byIdentity();
        this.changes = changes;
        this.results = new @Nullable ChangeResult[changes.size()];
        for (int i = 0; i < results.length; i++) {
            if (isOvertaken.test(changes.get(i))) {
                results[i] = new ChangeResult.Superseded(changes.get(i).change().host());
            }
        }
        after = carryOut();
        // Each refusal gives hostnames back to the app that had them, which may refuse another change in turn.
        while (refuseOneConflict()) {
            after = carryOut();
        }
    }

    /** Every app afterwards, by its first hostname. */
    Map<String, App> apps() {
        return after;
    }

    /** One result for each change, in order. */
    List<ChangeResult> results() {
        List<ChangeResult> all = new ArrayList<>();
        for (int i = 0; i < results.length; i++) {
            ChangeResult result = results[i];
            all.add(result != null ? result : result(changes.get(i)));
        }
        return all;
    }

    /** Pools that were serving or freshly loaded and that the next table does not name. */
    List<IsolatePool> retired() {
        Set<@Nullable IsolatePool> retired = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Prepared change : changes) {
            App old = before.get(change.change().host());
            retired.add(old == null ? null : old.isolates());
            if (change instanceof Prepared.Loaded loaded) {
                retired.add(loaded.isolates());
            }
        }
        for (Prepared change : changes) {
            App now = after.get(change.change().host());
            retired.remove(now == null ? null : now.isolates());
        }
        return retired.stream().filter(Objects::nonNull).toList();
    }

    private Map<String, App> carryOut() {
        Map<String, App> next = new LinkedHashMap<>(before);
        for (int i = 0; i < results.length; i++) {
            if (results[i] == null) {
                carryOut(changes.get(i), next);
            }
        }
        return next;
    }

    /** Whether there is nothing that could go on as it is: no version has loaded, and none is held. */
    private static boolean isEmpty(App app) {
        return app.isolates() == null && app.held() == null;
    }

    private static void carryOut(Prepared prepared, Map<String, App> next) {
        String host = prepared.change().host();
        App current = next.get(host);
        switch (prepared) {
            case Prepared.WithoutCode(AppChange.Remove remove) -> {
                if (current != null && current.spec().origin() == remove.origin()) {
                    next.remove(host);
                }
            }
            case Prepared.WithoutCode _ -> {}
            case Prepared.Loaded loaded -> {
                AppStats stats = current != null ? current.stats() : new AppStats();
                next.put(
                        host,
                        new App(loaded.spec(), loaded.spec(), loaded.isolates(), null, loaded.code(), null, stats));
            }
            case Prepared.Held held -> {
                AppStats stats = current != null ? current.stats() : new AppStats();
                next.put(host, new App(held.spec(), held.spec(), null, null, held.code(), held.reason(), stats));
            }
            case Prepared.Broken broken -> {
                if (current != null) {
                    // What was held and does not load now that it may is broken, and no longer quarantined.
                    boolean isLifted = current.held() != null
                            && current.spec().digest().equals(broken.spec().digest());
                    next.put(
                            host,
                            new App(
                                    isEmpty(current) || isLifted ? broken.spec() : current.spec(),
                                    broken.spec(),
                                    current.isolates(),
                                    broken.problem(),
                                    broken.code(),
                                    isLifted ? null : current.held(),
                                    current.stats()));
                } else if (broken.spec().origin() == Origin.CONFIG) {
                    // The file goes on wanting it: its hostname says 503 and its files are watched until it loads.
                    next.put(
                            host,
                            new App(
                                    broken.spec(),
                                    broken.spec(),
                                    null,
                                    broken.problem(),
                                    broken.code(),
                                    null,
                                    new AppStats()));
                }
            }
        }
    }

    private boolean refuseOneConflict() {
        Map<String, App> owners = new HashMap<>();
        after.values().forEach(app -> app.spec().hostnames().forEach(name -> owners.putIfAbsent(name, app)));
        for (int i = results.length - 1; i >= 0; i--) {
            if (results[i] == null) {
                ChangeResult refusal = refusal(changes.get(i), owners);
                if (refusal != null) {
                    results[i] = refusal;
                    return true;
                }
            }
        }
        return false;
    }

    private @Nullable ChangeResult refusal(Prepared prepared, Map<String, App> owners) {
        String host = prepared.change().host();
        App current = before.get(host);
        if (prepared instanceof Prepared.WithoutCode) {
            return null;
        }
        AppSpec spec = switch (prepared) {
            case Prepared.Loaded loaded -> loaded.spec();
            case Prepared.Held held -> held.spec();
            case Prepared.Broken broken -> broken.spec();
            case Prepared.WithoutCode other -> throw new IllegalStateException("no code: " + other);
        };
        boolean addsTwice = prepared.change() instanceof AppChange.Add && current != null;
        if (current != null && (addsTwice || current.spec().origin() != spec.origin())) {
            return new ChangeResult.HostnameTaken(host, host, current.spec().name());
        }
        for (String hostname : spec.hostnames()) {
            App owner = owners.get(hostname);
            if (owner != null && !owner.host().equals(host)) {
                return new ChangeResult.HostnameTaken(
                        host, hostname, owner.spec().name());
            }
        }
        return null;
    }

    private ChangeResult result(Prepared prepared) {
        String host = prepared.change().host();
        App current = before.get(host);
        return switch (prepared) {
            case Prepared.Loaded loaded ->
                current == null || current.isolates() == null
                        ? new ChangeResult.Added(host, loaded.spec().digest())
                        : new ChangeResult.Replaced(
                                host,
                                current.spec().digest(),
                                loaded.spec().digest(),
                                current.code().version(),
                                loaded.code().version());
            case Prepared.Held held -> {
                String digest = held.spec().digest();
                yield current == null
                        ? new ChangeResult.Added(host, digest)
                        : new ChangeResult.Replaced(host, current.spec().digest(), digest, "", "");
            }
            case Prepared.Broken broken -> new ChangeResult.NotLoaded(host, broken.problem());
            case Prepared.WithoutCode(AppChange.Remove remove) ->
                current != null && current.spec().origin() == remove.origin()
                        ? new ChangeResult.Removed(host, current.spec().digest())
                        : new ChangeResult.NotFound(host);
            case Prepared.WithoutCode(AppChange.Add add) -> {
                App owner = owner(add);
                yield new ChangeResult.HostnameTaken(
                        host, host, owner != null ? owner.spec().name() : "another app");
            }
            case Prepared.WithoutCode _ ->
                current != null
                        ? new ChangeResult.Unchanged(host, current.spec().digest())
                        : new ChangeResult.NotFound(host);
        };
    }

    private @Nullable App owner(AppChange.Add add) {
        return before.values().stream()
                .filter(app -> app.spec().hostnames().contains(add.host()))
                .findFirst()
                .orElse(null);
    }
}
