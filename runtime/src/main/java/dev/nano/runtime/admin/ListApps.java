package dev.nano.runtime.admin;

import dev.nano.runtime.app.Apps;
import java.util.Map;

/** {@code GET /admin/apps}. */
record ListApps(Apps apps) implements Route {

    @Override
    public Answer answer(Call call) {
        return Answer.json(
                200,
                Map.of("apps", apps.table().apps().stream().map(AppView::of).toList()));
    }
}
