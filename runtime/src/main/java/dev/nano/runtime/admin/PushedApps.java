package dev.nano.runtime.admin;

import dev.nano.runtime.app.App;
import dev.nano.runtime.app.AppChange;
import dev.nano.runtime.app.AppTable;
import dev.nano.runtime.app.Apps;
import dev.nano.runtime.app.ChangeResult;
import dev.nano.runtime.app.Origin;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The apps as the admin API changes them: what a change came to is kept in the state directory before it is answered.
 *
 * @param state null when pushed apps do not survive a restart
 */
record PushedApps(Apps apps, @Nullable StateDirectory state) {

    private static final Logger log = LoggerFactory.getLogger(PushedApps.class);

    AppTable table() {
        return apps.table();
    }

    /** @throws AdminError the one that the result is, if it is one, or 500 when the result could not be kept */
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
     * @throws AdminError 500 when the results could not be kept
     */
    List<ChangeResult> apply(List<AppChange> changes, Set<String> unwanted, String actor) throws AdminError {
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
        apps.loadUnloaded(host -> {
            try {
                keep(List.of(), Set.of(host));
            } catch (AdminError e) {
                log.atWarn()
                        .addKeyValue("host", host)
                        .addKeyValue("error", e.getMessage())
                        .log("state_not_written");
            }
        });
    }

    /** The set is complete. */
    void becomeWhole() {
        try {
            if (state != null) {
                state.becomeWhole();
            }
        } catch (IOException e) {
            // After a restart it will wait for the next sync; that is all.
            log.atWarn()
                    .addKeyValue("directory", state)
                    .addKeyValue("error", e.toString())
                    .log("state_not_written");
        }
    }

    private void keep(List<ChangeResult> results, Set<String> unwanted) throws AdminError {
        if (state == null) {
            return;
        }
        // Others may have changed the same apps meanwhile: whoever comes last writes down how it is then.
        synchronized (state) {
            try {
                for (ChangeResult result : results) {
                    keep(state, result.host(), isGone(result));
                }
                for (String host : unwanted) {
                    keep(state, host, true);
                }
            } catch (IOException e) {
                log.atError()
                        .addKeyValue("directory", state)
                        .addKeyValue("error", e.toString())
                        .log("state_not_written");
                throw new AdminError(
                        500, "state_not_written", "the change is in force but will not survive a restart: " + e);
            }
        }
    }

    private static boolean isGone(ChangeResult result) {
        return result instanceof ChangeResult.Removed || result instanceof ChangeResult.NotFound;
    }

    private void keep(StateDirectory directory, String host, boolean isUnwanted) throws IOException {
        App app = table().owner(host);
        if (app != null && app.spec().origin() == Origin.ADMIN && app.host().equals(host)) {
            directory.keep(app.spec());
        } else if (isUnwanted) {
            directory.forget(host);
        }
    }
}
