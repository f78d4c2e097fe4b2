package dev.nano.runtime.admin;

import dev.nano.runtime.app.Apps;
import dev.nano.runtime.config.ConfigReloader;
import dev.nano.runtime.isolate.Isolates;
import dev.nano.runtime.metrics.Metrics;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the admin API shows and changes.
 *
 * @param token what callers of {@code /admin/*} have to know
 * @param metricsToken what callers of {@code /metrics} have to know to see series of apps; {@code token} does it too
 * @param config null when there is no config file
 * @param appsFolder what {@code path} of a declared app is relative to, absolute; null when there is no such folder
 * @param state keeps declared apps over a restart; null when nothing does
 * @param version of the runtime
 */
public record AdminServices(
        AdminToken token,
        AdminToken metricsToken,
        Apps apps,
        Isolates isolates,
        Readiness readiness,
        Metrics metrics,
        @Nullable ConfigReloader config,
        @Nullable Path appsFolder,
        @Nullable StateDirectory state,
        String version) {}
