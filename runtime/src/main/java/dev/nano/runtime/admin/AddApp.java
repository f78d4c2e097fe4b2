package dev.nano.runtime.admin;

import dev.nano.runtime.app.App;
import dev.nano.runtime.app.AppChange;
import dev.nano.runtime.app.AppSpec;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** {@code POST /admin/apps}: adds an app, whose hostnames must be free. */
record AddApp(PushedApps apps, @Nullable Path appsFolder) implements Route {

    @Override
    public Answer answer(Call call) throws AdminError {
        AppSpec spec = call.read(body -> apps.stored(AppDocument.spec(body, null, appsFolder)));
        apps.apply(new AppChange.Add(spec), call.actor());
        App added = apps.table().owner(spec.host());
        if (added == null) {
            throw new AdminError(409, "superseded", "the app was removed as soon as it was added");
        }
        return Answer.json(201, AppView.of(added)).with("location", "/admin/apps/" + spec.host());
    }
}
