package dev.nano.runtime.admin;

import dev.nano.runtime.app.App;
import dev.nano.runtime.app.AppChange;
import dev.nano.runtime.app.AppSpec;
import dev.nano.runtime.app.ChangeResult;
import dev.nano.runtime.app.Hostname;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * {@code PUT /admin/apps/{hostname}}: adds or replaces one app; saying the same twice changes nothing. As long as the process
 * waits for its first complete set, new apps are not loaded at once: a thousand of them would keep it from its requests.
 */
record PutApp(PushedApps apps, @Nullable Path appsFolder, Readiness readiness) implements Route {

    /** @param changed whether the runtime did not serve exactly this before */
    record Put(boolean success, boolean changed, String hostname, String result, String digest) {}

    @Override
    public Answer answer(Call call) throws AdminError {
        String hostname = Hostname.normalize(String.valueOf(call.segment()));
        String rule = Hostname.brokenRule(hostname);
        if (rule != null) {
            throw AdminError.invalid("hostname: " + hostname + " (expected: " + rule + ")");
        }
        AppSpec spec = call.read(body -> apps.stored(AppDocument.spec(body, hostname, appsFolder)));
        if (!spec.host().equals(hostname)) {
            throw AdminError.invalid("hostname: " + spec.host() + " (expected: " + hostname
                    + " first, as the path of the call names it)");
        }
        boolean isWaiting = readiness.awaitsSync();
        ChangeResult result =
                apps.apply(isWaiting ? new AppChange.PutUnloaded(spec) : new AppChange.Put(spec), call.actor());
        if (isWaiting && !readiness.awaitsSync()) {
            // The set has become complete meanwhile, perhaps without this one.
            apps.loadUnloaded();
        }
        boolean changed = !(result instanceof ChangeResult.Unchanged);
        App app = apps.table().owner(hostname);
        boolean isLoaded = app == null || app.state() != App.State.LOADING;
        boolean isHeld = app != null && app.held() != null;
        String word = isHeld ? "quarantined" : isLoaded ? ChangeAnswer.word(result) : "loading";
        return Answer.json(isLoaded ? 200 : 202, new Put(true, changed, hostname, word, spec.digest()));
    }
}
