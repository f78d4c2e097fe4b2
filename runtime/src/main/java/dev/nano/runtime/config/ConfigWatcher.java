package dev.nano.runtime.config;

import dev.nano.runtime.app.App;
import dev.nano.runtime.app.AppChange;
import dev.nano.runtime.app.Apps;
import dev.nano.runtime.app.Origin;
import dev.nano.runtime.isolate.FileStamp;
import dev.nano.runtime.log.Failures;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
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
    private final Retries retries = new Retries();
    /** Hosts that are being reloaded, and {@link #CONFIG}. */
    private final Set<String> reloading = ConcurrentHashMap.newKeySet();

    private final Thread thread =
            Thread.ofPlatform().daemon().name("nano-watch").unstarted(this::watch);
    private volatile boolean closed;

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
        thread.start();
    }

    private void watch() {
        long pause = timing.interval().toNanos();
        while (pauseFor(pause)) {
            pause = look();
        }
    }

    /** Returns how long to pause, in nanoseconds. */
    private long look() {
        long started = System.nanoTime();
        long interval = timing.interval().toNanos();
        try {
            lookAtAll(started);
            long now = System.nanoTime();
            long rest = SHARE * (now - started);
            return Math.min(Math.max(quiet.untilNext(now, interval), rest), Math.max(interval, rest));
        } catch (RuntimeException | Error e) {
            // Out of memory, for example. Without this thread no change would ever be noticed again.
            Failures.tell(log, "watch_failed", e);
            return interval;
        }
    }

    /** Returns false when it is closed meanwhile. */
    private boolean pauseFor(long nanos) {
        long until = System.nanoTime() + nanos;
        for (long left = nanos; left > 0 && !closed; left = until - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
        return !closed;
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
        Set<String> broken = new HashSet<>();
        for (App app : apps.table().apps()) {
            String host = app.host();
            // What the admin API was told did not load must not be served later behind its back.
            boolean isRetried = app.problem() != null && app.spec().origin() == Origin.CONFIG;
            if (isRetried) {
                broken.add(host);
            }
            if (reloading.contains(host)) {
                continue;
            }
            boolean isDue = isRetried && retries.isDue(host, app.code(), now);
            if (isDue || (app.code().isStale() && isQuiet(app, waiting, now))) {
                hosts.add(host);
                changes.add(new AppChange.Reload(host));
            }
        }
        retries.keepOnly(broken);
        if (!changes.isEmpty()) {
            reload(hosts, () -> apps.apply(changes, "watch"));
        }
    }

    private boolean isQuiet(App app, Set<String> waiting, long now) {
        Map<Path, FileStamp> stamps = new HashMap<>();
        app.code().observed().keySet().forEach(file -> stamps.put(file, FileStamp.of(file)));
        boolean isReached = quiet.isReached(app.host(), stamps, now);
        if (!isReached) {
            waiting.add(app.host());
        }
        return isReached;
    }

    private void reload(Set<String> subjects, Runnable work) {
        try {
            reloading.addAll(subjects);
            Thread.ofVirtual().name("nano-reload").start(() -> {
                Failures.survive(log, "reload_failed", work);
                reloading.removeAll(subjects);
            });
        } catch (OutOfMemoryError e) {
            // The next look tries again.
            reloading.removeAll(subjects);
        }
    }

    /** Looks no more. A reload that has begun goes on. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
