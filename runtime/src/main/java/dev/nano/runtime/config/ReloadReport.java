package dev.nano.runtime.config;

import dev.nano.runtime.app.ChangeResult;
import java.util.ArrayList;
import java.util.List;

/**
 * What reading the config file again came to. Apps are named by the hostname that identifies them.
 *
 * @param loaded how many apps of the config file are now being served
 * @param added apps that answer now, for the first time
 * @param changed apps that were replaced by a new version
 * @param errors problems of the file, in which case nothing has changed, or of single apps
 */
public record ReloadReport(
        int loaded,
        List<String> added,
        List<String> removed,
        List<String> changed,
        List<String> unchanged,
        List<String> errors) {

    static ReloadReport rejected(int loaded, List<String> errors) {
        return new ReloadReport(loaded, List.of(), List.of(), List.of(), List.of(), List.copyOf(errors));
    }

    static ReloadReport of(int loaded, List<ChangeResult> results) {
        List<String> added = new ArrayList<>();
        List<String> removed = new ArrayList<>();
        List<String> changed = new ArrayList<>();
        List<String> unchanged = new ArrayList<>();
        List<String> errors = new ArrayList<>();
        for (ChangeResult result : results) {
            String host = result.host();
            switch (result) {
                case ChangeResult.Added _ -> added.add(host);
                case ChangeResult.Replaced _ -> changed.add(host);
                case ChangeResult.Removed _ -> removed.add(host);
                case ChangeResult.Unchanged _ -> unchanged.add(host);
                case ChangeResult.NotLoaded broken ->
                    errors.add(host + ": " + broken.problem().describe());
                case ChangeResult.HostnameTaken taken ->
                    errors.add(host + ": the hostname " + taken.hostname() + " belongs to the app '" + taken.ownerName()
                            + "'");
                case ChangeResult.Superseded _ -> errors.add(host + ": overtaken by a newer change");
                case ChangeResult.NotFound _ -> {
                    // Removed by somebody else meanwhile.
                }
            }
        }
        return new ReloadReport(loaded, added, removed, changed, unchanged, errors);
    }

    /** Whether everything is as the file wants it. */
    public boolean success() {
        return errors.isEmpty();
    }
}
