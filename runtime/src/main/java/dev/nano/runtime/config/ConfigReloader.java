package dev.nano.runtime.config;

import dev.nano.runtime.app.App;
import dev.nano.runtime.app.Apps;
import dev.nano.runtime.app.ChangeResult;
import dev.nano.runtime.app.Origin;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the apps of the config file what the file says, one reload at a time. A file with a problem changes nothing. */
public final class ConfigReloader {

    private static final Logger log = LoggerFactory.getLogger(ConfigReloader.class);

    /** Who wants what happens because the file changed. */
    static final String ACTOR = "config";

    private final Apps apps;
    private final Path file;
    private final Config.Listener listener;

    /** What was read last; written under the lock of this. */
    private volatile ConfigRead lastRead;

    /** @param first the config that the process starts with; {@link #load} brings its apps up */
    public ConfigReloader(Config first, Apps apps) {
        this.apps = apps;
        this.file = first.file().path();
        this.listener = first.listener();
        this.lastRead = first;
    }

    /** Loads the apps of the config that the process starts with. */
    public synchronized ReloadReport load() {
        return lastRead instanceof Config config ? apply(config, ACTOR) : reload(ACTOR);
    }

    /**
     * Reads the file again and carries out what it says. Blocks while apps load, for at most their timeouts.
     *
     * @param actor who wanted it, for the log
     */
    public synchronized ReloadReport reload(String actor) {
        ConfigRead read = ConfigFile.read(file);
        lastRead = read;
        return switch (read) {
            case Config config -> {
                if (!config.listener().equals(listener)) {
                    log.atWarn()
                            .addKeyValue("file", file)
                            .addKeyValue("remedy", "restart: only apps, defaults and default_app take effect at once")
                            .log("config_needs_restart");
                }
                yield apply(config, actor);
            }
            case ConfigProblems rejected -> reject(rejected);
        };
    }

    private ReloadReport apply(Config config, String actor) {
        long started = System.nanoTime();
        apps.allowForAll(config.egress());
        List<ChangeResult> results = apps.applyAll(Origin.CONFIG, config.apps(), config.defaultApp(), actor);
        ReloadReport report = ReloadReport.of(serving(), results);
        log.atInfo()
                .addKeyValue("file", file)
                .addKeyValue("loaded", report.loaded())
                .addKeyValue("added", report.added().size())
                .addKeyValue("removed", report.removed().size())
                .addKeyValue("changed", report.changed().size())
                .addKeyValue("unchanged", report.unchanged().size())
                .addKeyValue("errors", report.errors().size())
                .addKeyValue("took_ms", (System.nanoTime() - started) / 1_000_000)
                .log("config_loaded");
        return report;
    }

    private ReloadReport reject(ConfigProblems rejected) {
        log.atError()
                .addKeyValue("file", file)
                .addKeyValue("problems", rejected.problems().size())
                .log("config_rejected");
        for (Problem problem : rejected.problems()) {
            log.atError()
                    .addKeyValue("at", problem.at())
                    .addKeyValue("problem", problem.what())
                    .log("config_problem");
        }
        return ReloadReport.rejected(serving(), problems());
    }

    private int serving() {
        return (int) apps.table().apps().stream()
                .filter(app -> app.spec().origin() == Origin.CONFIG && app.state() != App.State.FAILED)
                .count();
    }

    /** Why the file, as it was read last, is not in force; empty when it is. */
    public List<String> problems() {
        return lastRead instanceof ConfigProblems rejected
                ? rejected.problems().stream().map(Problem::toString).toList()
                : List.of();
    }

    /** The files that decide whether another {@link #reload} may come to something else. */
    List<SeenFile> files() {
        return lastRead.files();
    }
}
