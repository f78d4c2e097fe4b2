package dev.nano.runtime.admin;

import dev.nano.runtime.app.App;
import dev.nano.runtime.app.AppTable;
import dev.nano.runtime.config.ConfigReloader;
import dev.nano.runtime.isolate.Isolates;
import dev.nano.runtime.isolate.JavaScriptMode;
import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code GET /admin/health}. */
record ShowHealth(AdminServices services, @Nullable StateWriter state) implements Route {

    /**
     * How the process does.
     *
     * @param status {@code ready}, or {@code not_ready} for the reason in {@code reason}
     * @param stateError what is not in the state directory as it is served, or null
     */
    record Health(
            String status,
            @Nullable String reason,
            String version,
            JavaScript javascript,
            Counts apps,
            int isolates,
            int stuckThreads,
            long uptimeS,
            List<String> configProblems,
            @Nullable String stateError) {}

    /** @param mode {@code optimizing} or {@code interpreted} */
    record JavaScript(String mode, String implementation, String version) {}

    record Counts(int total, int serving, int loading, int failed, int quarantined) {}

    @Override
    public Answer answer(Call call) {
        Isolates isolates = services.isolates();
        JavaScriptMode mode = isolates.mode();
        String obstacle = services.readiness().obstacle();
        ConfigReloader config = services.config();
        return Answer.json(
                200,
                new Health(
                        obstacle == null ? "ready" : "not_ready",
                        obstacle,
                        services.version(),
                        new JavaScript(mode.word(), mode.implementation(), mode.version()),
                        count(services.apps().table()),
                        isolates.count(),
                        isolates.stuckThreads(),
                        ManagementFactory.getRuntimeMXBean().getUptime() / 1000,
                        config == null ? List.of() : config.problems(),
                        state == null ? null : state.problem()));
    }

    private static Counts count(AppTable table) {
        Map<App.State, Integer> counts = new EnumMap<>(App.State.class);
        table.apps().forEach(app -> counts.merge(app.state(), 1, Integer::sum));
        return new Counts(
                table.apps().size(),
                counts.getOrDefault(App.State.SERVING, 0),
                counts.getOrDefault(App.State.LOADING, 0),
                counts.getOrDefault(App.State.FAILED, 0),
                counts.getOrDefault(App.State.QUARANTINED, 0));
    }
}
