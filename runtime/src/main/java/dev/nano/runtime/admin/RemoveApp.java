package dev.nano.runtime.admin;

import dev.nano.runtime.app.App;
import dev.nano.runtime.app.AppChange;
import dev.nano.runtime.app.Hostname;
import dev.nano.runtime.app.Origin;

/** {@code DELETE /admin/apps?hostname=X}, by the hostname that identifies the app. */
record RemoveApp(PushedApps apps) implements Route {

    /** @param removed the hostname */
    record Removed(boolean success, String removed) {}

    @Override
    public Answer answer(Call call) throws AdminError {
        String given = call.parameter("hostname");
        if (given == null || given.isEmpty()) {
            throw AdminError.invalid("hostname: missing (expected: /admin/apps?hostname=HOSTNAME)");
        }
        String hostname = Hostname.normalize(given);
        App owner = apps.table().owner(hostname);
        if (owner != null && !owner.host().equals(hostname)) {
            throw new AdminError(
                    404,
                    "not_found",
                    "hostname: " + hostname + " (expected: " + owner.host() + ", which identifies the app)");
        }
        if (owner != null && owner.spec().origin() == Origin.CONFIG) {
            throw new AdminError(
                    409, "config_app", "the app '" + owner.spec().name() + "' is in the config file; remove it there");
        }
        apps.apply(new AppChange.Remove(Origin.ADMIN, hostname), call.actor());
        return Answer.json(200, new Removed(true, hostname));
    }
}
