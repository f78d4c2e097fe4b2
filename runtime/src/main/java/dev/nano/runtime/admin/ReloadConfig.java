package dev.nano.runtime.admin;

import dev.nano.runtime.config.ConfigReloader;
import dev.nano.runtime.config.ReloadReport;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code POST /admin/reload}: reads the config file again, now. */
record ReloadConfig(@Nullable ConfigReloader config) implements Route {

    private static final Logger log = LoggerFactory.getLogger(ReloadConfig.class);

    /** What the answer looks like. */
    record Reloaded(
            boolean success,
            int appsLoaded,
            List<String> appsAdded,
            List<String> appsRemoved,
            List<String> appsChanged,
            List<String> appsUnchanged,
            List<String> errors) {}

    @Override
    public Answer answer(Call call) throws AdminError {
        if (config == null) {
            throw new AdminError(409, "no_config", "the runtime was started without a config file: nothing to reload");
        }
        log.atInfo().addKeyValue("actor", call.actor()).log("config_reload_asked");
        ReloadReport report = config.reload(call.actor());
        List<String> problems = config.problems();
        if (!problems.isEmpty()) {
            throw new AdminError(422, "config_invalid", "the config file is wrong; nothing has changed")
                    .with("problems", problems);
        }
        return Answer.json(
                200,
                new Reloaded(
                        report.success(),
                        report.loaded(),
                        report.added(),
                        report.removed(),
                        report.changed(),
                        report.unchanged(),
                        report.errors()));
    }
}
