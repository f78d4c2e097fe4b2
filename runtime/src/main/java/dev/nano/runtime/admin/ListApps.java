package dev.nano.runtime.admin;

import dev.nano.runtime.app.App;
import dev.nano.runtime.app.Apps;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** {@code GET /admin/apps}. */
record ListApps(Apps apps) implements Route {

    /** From here on apps are shown in brief: what clients have declared of each may be large. */
    private static final int LARGE_BYTES = 16 << 20;

    @Override
    public Answer answer(Call call) {
        var list = new ByteArrayOutputStream();
        list.writeBytes("{\"apps\":[".getBytes(StandardCharsets.UTF_8));
        boolean isFirst = true;
        for (App app : apps.table().apps()) {
            if (!isFirst) {
                list.write(',');
            }
            isFirst = false;
            AppView view = AppView.of(app);
            list.writeBytes(Json.bytes(list.size() < LARGE_BYTES ? view : view.brief()));
        }
        list.writeBytes("]}".getBytes(StandardCharsets.UTF_8));
        return Answer.json(list.toByteArray());
    }
}
