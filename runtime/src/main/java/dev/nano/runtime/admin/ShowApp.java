package dev.nano.runtime.admin;

import dev.nano.runtime.app.App;
import dev.nano.runtime.app.Apps;
import dev.nano.runtime.app.Hostname;

/** {@code GET /admin/apps/{hostname}}, by any of the app's hostnames. */
record ShowApp(Apps apps) implements Route {

    @Override
    public Answer answer(Call call) throws AdminError {
        String hostname = Hostname.normalize(String.valueOf(call.segment()));
        App app = apps.table().owner(hostname);
        if (app == null) {
            throw new AdminError(404, "not_found", "no app with the hostname " + hostname);
        }
        return Answer.json(200, AppView.of(app));
    }
}
