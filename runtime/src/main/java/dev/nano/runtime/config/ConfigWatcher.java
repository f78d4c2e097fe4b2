package dev.nano.runtime.config;

import dev.nano.runtime.app.App;
import dev.nano.runtime.app.AppChange;
import dev.nano.runtime.app.Apps;
import dev.nano.runtime.isolate.FileStamp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the config file and at every file that an app has loaded, and reloads what has changed. Polling sees what
 * notifications miss: network file systems, bind mounts, the symlink swap of a Kubernetes volume.
 *
 * <p>One thread looks; reloads run beside it, so that an app that is slow to load delays nobody else's.
 */
public final class ConfigWatcher implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ConfigWatcher.class);

    private static final String CONFIG = "";
    /** Looking may take this part of the time at most; with very many files, or slow ones, it happens less often. */
    private static final int SHARE = 10;

    private final @Nullable ConfigReloader config;
    private final Apps apps;
    private final Timing timing;
    private final Quiet quiet;
    /** Hosts that are being reloaded, and {@link #CONFIG}. */
    private final Set<String> reloading = ConcurrentHashMap.newKeySet();

    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("nano-watch").factory());

    /**
     * How often and how patiently.
     *
     * @param interval between two looks
     * @param debounce how long a changed file has to stay as it is before it is read
     */
    public record Timing(Duration interval, Duration debounce) {

        public static final Timing DEFAULT = new Timing(Duration.ofSeconds(2), Duration.ofMillis(500));
    }

    /** @param config null when there is no config file */
    public ConfigWatcher(@Nullable ConfigReloader config, Apps apps, Timing timing) {
        this.config = config;
        this.apps = apps;
        this.timing = timing;
        this.quiet = new Quiet(timing.debounce());
    }

    public void start() {
        schedule(timing.interval().toNanos());
    }

    private void schedule(long pauseNanos) {
        var _ = clock.schedule(this::look, pauseNanos, TimeUnit.NANOSECONDS);
    }

    private void look() {
        long started = System.nanoTime();
        long interval = timing.interval().toNanos();
        try {
            lookAtAll(started);
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("watch_failed");
        }
        long now = System.nanoTime();
        long longest = Math.max(interval, SHARE * (now - started));
        long pause = Math.max(quiet.untilNext(now, interval), SHARE * (now - started));
        try {
            schedule(Math.min(pause, longest));
        } catch (RejectedExecutionException e) {
            log.atDebug().log("watch_closed");
        }
    }

    private void lookAtAll(long now) {
        Set<String> waiting = new HashSet<>();
        ConfigReloader reloader = config;
        if (reloader != null && !reloading.contains(CONFIG)) {
            lookAtConfig(reloader, waiting, now);
        }
        // A config reload looks at every app's code itself, and must not be overtaken with what was declared before.
        if (!reloading.contains(CONFIG)) {
            lookAtApps(waiting, now);
        }
        quiet.keepOnly(waiting);
    }

    private void lookAtConfig(ConfigReloader reloader, Set<String> waiting, long now) {
        List<SeenFile> files = reloader.files();
        if (files.stream().noneMatch(SeenFile::hasChanged)) {
            return;
        }
        Map<Path, FileStamp> stamps = new HashMap<>();
        files.forEach(file -> stamps.put(file.path(), FileStamp.of(file.path())));
        if (quiet.isReached(CONFIG, stamps, now)) {
            reload(Set.of(CONFIG), () -> reloader.reload(ConfigReloader.ACTOR));
        } else {
            waiting.add(CONFIG);
        }
    }

    private void lookAtApps(Set<String> waiting, long now) {
        List<AppChange> changes = new ArrayList<>();
        Set<String> hosts = new HashSet<>();
        for (App app : apps.table().apps()) {
            String host = app.host();
            if (reloading.contains(host) || !app.code().isStale()) {
                continue;
            }
            Map<Path, FileStamp> stamps = new HashMap<>();
            app.code().observed().keySet().forEach(file -> stamps.put(file, FileStamp.of(file)));
            if (quiet.isReached(host, stamps, now)) {
                hosts.add(host);
                changes.add(new AppChange.Reload(host));
            } else {
                waiting.add(host);
            }
        }
        if (!changes.isEmpty()) {
            reload(hosts, () -> apps.apply(changes, "watch"));
        }
    }

    private void reload(Set<String> subjects, Runnable work) {
        reloading.addAll(subjects);
        Thread.ofVirtual().name("nano-reload").start(() -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                log.atError().setCause(e).log("reload_failed");
            } finally {
                reloading.removeAll(subjects);
            }
        });
    }

    /** Looks no more. A reload that has begun goes on. */
    @Override
    public void close() {
        clock.shutdownNow();
    }
}
