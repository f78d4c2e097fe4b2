package dev.nano.runtime.admin;

import org.jspecify.annotations.Nullable;

/** {@code POST /admin/reload}: reads the config file again, now. */
record ReloadConfig(@Nullable ConfigReload config) implements Route {

    @Override
    public Answer answer(Call call) throws AdminError {
        if (config == null) {
            throw new AdminError(409, "no_config", "the runtime was started without a config file: nothing to reload");
        }
        try {
            return Answer.json(200, config.reload(call.actor()));
        } catch (ConfigReload.Refused e) {
            throw new AdminError(422, "config_invalid", "the config file is wrong; nothing has changed")
                    .with("problems", e.problems());
        }
    }
}
