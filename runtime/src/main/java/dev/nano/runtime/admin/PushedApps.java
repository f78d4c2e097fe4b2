package dev.nano.runtime.admin;

import dev.nano.runtime.app.AppChange;
import dev.nano.runtime.app.AppSpec;
import dev.nano.runtime.app.AppTable;
import dev.nano.runtime.app.Apps;
import dev.nano.runtime.app.ChangeResult;
import dev.nano.runtime.app.Origin;
import dev.nano.runtime.code.CodeBudgetException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The apps as the admin API changes them: what a change came to is written down before it is answered.
 *
 * @param state null when pushed apps do not survive a restart
 */
record PushedApps(Apps apps, @Nullable StateWriter state) {

    AppTable table() {
        return apps.table();
    }

    /**
     * The app with its code out of the heap.
     *
     * @throws AdminError 507 when there is no room for it
     */
    AppSpec stored(AppSpec spec) throws AdminError {
        try {
            return spec.stored(apps.store());
        } catch (CodeBudgetException e) {
            throw new AdminError(507, "code_budget", String.valueOf(e.getMessage()));
        }
    }

    /** @throws AdminError the one that the result is, if it is one */
    ChangeResult apply(AppChange change, String actor) throws AdminError {
        ChangeResult result = apps.apply(change, actor);
        keep(List.of(result), Set.of());
        ChangeAnswer.check(result, apps);
        return result;
    }

    /**
     * As {@link Apps#apply}.
     *
     * @param unwanted apps that are not wanted, be they in the table or only kept
     */
    List<ChangeResult> apply(List<AppChange> changes, Set<String> unwanted, String actor) {
        List<ChangeResult> results = apps.apply(changes, actor);
        keep(results, unwanted);
        return results;
    }

    /** Hostnames of all pushed apps, those that are kept but did not load at the start included. */
    Set<String> hosts() {
        Set<String> hosts = state == null ? new HashSet<>() : state.hosts();
        table().apps().stream()
                .filter(app -> app.spec().origin() == Origin.ADMIN)
                .forEach(app -> hosts.add(app.host()));
        return hosts;
    }

    /** Loads in the background what was put unloaded. */
    void loadUnloaded() {
        apps.loadUnloaded(host -> keep(List.of(), Set.of(host)));
    }

    /** The set is complete. */
    void becomeWhole() {
        if (state != null) {
            state.becomeWhole();
        }
    }

    private void keep(List<ChangeResult> results, Set<String> unwanted) {
        if (state != null) {
            state.write(results, unwanted);
        }
    }
}
