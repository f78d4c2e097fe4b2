package dev.nano.runtime.admin;

import dev.nano.runtime.app.AppChange;
import dev.nano.runtime.app.AppSpec;
import dev.nano.runtime.app.ChangeResult;
import dev.nano.runtime.app.Hostname;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** {@code PUT /admin/apps/{hostname}}: adds or replaces one app; saying the same twice changes nothing. */
record PutApp(PushedApps apps, @Nullable Path appsFolder) implements Route {

    /** @param changed whether the runtime did not serve exactly this before */
    record Put(boolean success, boolean changed, String hostname, String result, String digest) {}

    @Override
    public Answer answer(Call call) throws AdminError {
        String hostname = Hostname.normalize(String.valueOf(call.segment()));
        String rule = Hostname.brokenRule(hostname);
        if (rule != null) {
            throw AdminError.invalid("hostname: " + hostname + " (expected: " + rule + ")");
        }
        AppSpec spec = AppDocument.spec(call.body(), hostname, appsFolder);
        if (!spec.host().equals(hostname)) {
            throw AdminError.invalid("hostname: " + spec.host() + " (expected: " + hostname
                    + " first, as the path of the call names it)");
        }
        ChangeResult result = apps.apply(new AppChange.Put(spec), call.actor());
        boolean changed = !(result instanceof ChangeResult.Unchanged);
        return Answer.json(200, new Put(true, changed, hostname, ChangeAnswer.word(result), spec.digest()));
    }
}
