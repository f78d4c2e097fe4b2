package dev.nano.runtime.admin;

import dev.nano.runtime.app.App;
import dev.nano.runtime.app.AppChange;
import dev.nano.runtime.app.AppSpec;
import dev.nano.runtime.app.AppTable;
import dev.nano.runtime.app.ChangeResult;
import dev.nano.runtime.app.Origin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The set of apps that a client wants, on its way to the table. One bad app does not stop the others. */
final class DesiredSet {

    private final PushedApps apps;
    private final AppTable before;
    private final @Nullable Path appsFolder;
    private final List<AppChange> changes = new ArrayList<>();
    /** Results that are known without touching the table. */
    private final List<Result> known = new ArrayList<>();
    /** Where each host is named. Such an app is never removed, whatever is wrong with its entry. */
    private final Map<String, String> named = new HashMap<>();

    private final Set<String> missing = new LinkedHashSet<>();
    private boolean namesAll = true;

    DesiredSet(PushedApps apps, @Nullable Path appsFolder) {
        this.apps = apps;
        this.before = apps.table();
        this.appsFolder = appsFolder;
    }

    /**
     * What became of one app.
     *
     * @param hostname null when the entry does not tell
     * @param digest what is served now, or null when nothing is
     * @param error null when the app is as it should be
     */
    record Result(
            @Nullable String hostname,
            String result,
            @Nullable String digest,
            @Nullable Map<String, @Nullable Object> error) {}

    /**
     * What became of the set.
     *
     * @param success whether all apps are as they should be
     * @param missing digests of apps that were named by digest alone and whose code is not here
     */
    record Report(boolean success, boolean changed, List<Result> results, Set<String> missing) {}

    void add(AppDocument document) {
        String host = document.host();
        if (host == null) {
            namesAll = false;
        } else {
            String earlier = named.putIfAbsent(host, document.at());
            if (earlier != null) {
                wrong(
                        host,
                        List.of(document.at() + ".hostname: " + host + " (expected: once; " + earlier + " has it)"));
                return;
            }
        }
        switch (document.read(appsFolder)) {
            case AppDocument.Reading.App app -> put(app.spec());
            case AppDocument.Reading.Known reference -> keep(reference);
            case AppDocument.Reading.Wrong wrong -> wrong(host, wrong.problems());
        }
    }

    private void put(AppSpec spec) {
        try {
            changes.add(new AppChange.Put(apps.stored(spec)));
        } catch (AdminError e) {
            App served = before.owner(spec.host());
            known.add(new Result(
                    spec.host(),
                    "code_budget",
                    served == null ? null : served.spec().digest(),
                    e.body()));
        }
    }

    private void keep(AppDocument.Reading.Known reference) {
        App app = before.owner(reference.host());
        AppSpec spec = app == null || app.state() == App.State.FAILED ? null : app.spec();
        if (spec == null || spec.origin() != Origin.ADMIN || !spec.digest().equals(reference.digest())) {
            missing.add(reference.digest());
            String message = "the runtime does not have the code of " + reference.digest() + "; send the whole app";
            known.add(new Result(
                    reference.host(),
                    "missing",
                    spec == null ? null : spec.digest(),
                    new AdminError(404, "missing", message).body()));
        } else {
            boolean isKept = Objects.equals(spec.quarantined(), reference.quarantined());
            changes.add(
                    isKept
                            ? new AppChange.Keep(spec)
                            : new AppChange.Put(spec.withQuarantined(reference.quarantined())));
        }
    }

    private void wrong(@Nullable String host, List<String> problems) {
        App served = host == null ? null : before.owner(host);
        known.add(new Result(
                host,
                "invalid",
                served == null ? null : served.spec().digest(),
                AdminError.invalid(problems).body()));
    }

    /** Removes, adds and replaces; blocks while code loads. */
    Report carryOut(String actor) {
        // Who cannot be told from its entry may be any of them: better keep all than remove the wrong one.
        Set<String> unwanted = namesAll ? apps.hosts() : new HashSet<>();
        unwanted.removeAll(named.keySet());
        List<AppChange> all = new ArrayList<>();
        for (String host : unwanted) {
            if (before.owner(host) != null) {
                all.add(new AppChange.Remove(Origin.ADMIN, host));
            }
        }
        all.addAll(changes);
        List<Result> results = new ArrayList<>(known);
        boolean changed = false;
        for (ChangeResult result : apps.apply(all, unwanted, actor)) {
            changed |= result.succeeded() && !(result instanceof ChangeResult.Unchanged);
            results.add(result(result));
        }
        boolean success = results.stream().allMatch(result -> result.error() == null);
        return new Report(success, changed, results, missing);
    }

    private Result result(ChangeResult result) {
        AdminError error = ChangeAnswer.error(result, apps.apps());
        App app = result instanceof ChangeResult.Removed ? null : apps.table().owner(result.host());
        return new Result(
                result.host(),
                ChangeAnswer.word(result),
                app == null ? null : app.spec().digest(),
                error == null ? null : error.body());
    }
}
