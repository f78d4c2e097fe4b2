package dev.nano.runtime.admin;

import dev.nano.runtime.app.App;
import dev.nano.runtime.app.Apps;
import dev.nano.runtime.app.ChangeResult;
import dev.nano.runtime.app.Origin;
import dev.nano.runtime.isolate.LoadException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the client is told about what became of a change. */
final class ChangeAnswer {

    private ChangeAnswer() {}

    /** One word for it. */
    static String word(ChangeResult result) {
        return switch (result) {
            case ChangeResult.Added _ -> "added";
            case ChangeResult.Replaced _ -> "replaced";
            case ChangeResult.Removed _ -> "removed";
            case ChangeResult.Unchanged _ -> "unchanged";
            case ChangeResult.NotLoaded _ -> "load_failed";
            case ChangeResult.HostnameTaken _ -> "hostname_taken";
            case ChangeResult.NotFound _ -> "not_found";
            case ChangeResult.Superseded _ -> "superseded";
        };
    }

    /** The error that it is, or null when it succeeded. */
    static @Nullable AdminError error(ChangeResult result, Apps apps) {
        return switch (result) {
            case ChangeResult.Added _, ChangeResult.Replaced _, ChangeResult.Removed _, ChangeResult.Unchanged _ ->
                null;
            case ChangeResult.NotLoaded broken -> notLoaded(broken);
            case ChangeResult.HostnameTaken taken -> taken(taken, apps.table().owner(taken.hostname()));
            case ChangeResult.NotFound missing ->
                new AdminError(404, "not_found", "no app with the hostname " + missing.host());
            case ChangeResult.Superseded _ ->
                new AdminError(409, word(result), "a newer change to " + result.host() + " overtook this one");
        };
    }

    /** @throws AdminError when the change did not succeed */
    static void check(ChangeResult result, Apps apps) throws AdminError {
        AdminError error = error(result, apps);
        if (error != null) {
            throw error;
        }
    }

    private static AdminError notLoaded(ChangeResult.NotLoaded broken) {
        LoadException problem = broken.problem();
        var place = AppView.Problem.of(problem);
        return new AdminError(422, word(broken), problem.describe())
                .with("file", place.file())
                .with("line", place.line())
                .with("column", place.column());
    }

    private static AdminError taken(ChangeResult.HostnameTaken taken, @Nullable App owner) {
        boolean isConfig = owner != null && owner.spec().origin() == Origin.CONFIG;
        Map<String, String> named = new LinkedHashMap<>();
        named.put("name", taken.ownerName());
        named.put("source", isConfig ? "config" : "admin");
        String whose = "the app '" + taken.ownerName() + "' " + (isConfig ? "of the config file" : "of the admin API");
        return new AdminError(
                        409,
                        word(taken),
                        "hostname: " + taken.hostname() + " belongs to " + whose + " (expected: a free one)")
                .with("owner", named);
    }
}
