package dev.nano.runtime.admin;

import dev.nano.runtime.app.App;
import dev.nano.runtime.app.AppSpec;
import dev.nano.runtime.app.Apps;
import dev.nano.runtime.app.ChangeResult;
import dev.nano.runtime.app.Origin;
import dev.nano.runtime.log.Failures;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the state directory in step with the apps. A change that is in force stays so when it cannot be written down: that
 * is said, counted, and tried again until it has worked. All methods may be called on any thread.
 */
final class StateWriter implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StateWriter.class);

    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(1);
    /** In one line of the log. */
    private static final int MOST_NAMES = 10;

    private final Apps apps;
    private final StateDirectory directory;
    /** By hostname, what is not kept as it is served. Guarded by this, as all that follows. */
    private final Map<String, Unwritten> unwritten = new LinkedHashMap<>();

    private boolean shouldBeWhole;
    private @Nullable Thread retries;
    private boolean isClosed;
    /** Written under the lock; read by whoever asks how it goes. */
    private volatile @Nullable String problem;

    private volatile int unwrittenApps;

    StateWriter(Apps apps, StateDirectory directory) {
        this.apps = apps;
        this.directory = directory;
        this.shouldBeWhole = directory.isWhole();
    }

    /** @param isUnwanted whether its file should be gone, or else be there */
    private record Unwritten(boolean isUnwanted, String reason) {}

    /** Hostnames of the apps that are kept. */
    Set<String> hosts() {
        return directory.hosts();
    }

    /** What is wrong with the directory, for people, or null. */
    @Nullable
    String problem() {
        return problem;
    }

    /** How many apps are not kept as they are served. */
    int unwrittenApps() {
        return unwrittenApps;
    }

    /**
     * Writes down what changes came to. Others may have changed the same apps meanwhile: whoever comes last writes down how
     * it is then.
     *
     * @param unwanted hostnames of apps that are not wanted, be they in the table or only kept
     */
    synchronized void write(List<ChangeResult> results, Set<String> unwanted) {
        Map<String, Boolean> changed = new LinkedHashMap<>();
        results.forEach(result -> changed.put(result.host(), isGone(result)));
        unwanted.forEach(host -> changed.put(host, true));
        List<String> stuck = new ArrayList<>();
        // What goes makes room for what comes.
        changed.forEach((host, isUnwanted) -> {
            if (isUnwanted && !write(host, true)) {
                stuck.add(host);
            }
        });
        changed.forEach((host, isUnwanted) -> {
            if (!isUnwanted) {
                write(host, false);
            }
        });
        if (!stuck.isEmpty()) {
            logStuck(stuck);
        }
        settle();
    }

    /** The apps that are there are the whole set from now on. */
    synchronized void becomeWhole() {
        shouldBeWhole = true;
        settle();
    }

    private static boolean isGone(ChangeResult result) {
        return result instanceof ChangeResult.Removed || result instanceof ChangeResult.NotFound;
    }

    /** Returns false when a file that should be gone is still there. */
    private boolean write(String host, boolean isUnwanted) {
        AppSpec served = served(host);
        boolean shouldGo = served == null && (isUnwanted || isUnwanted(host));
        try {
            if (served != null) {
                directory.keep(served);
            } else if (shouldGo) {
                directory.forget(host);
            }
            unwritten.remove(host);
            return true;
        } catch (IOException | RuntimeException e) {
            unwritten.put(host, new Unwritten(shouldGo, e.toString()));
            return !shouldGo;
        }
    }

    private @Nullable AppSpec served(String host) {
        App app = apps.table().owner(host);
        if (app == null || app.spec().origin() != Origin.ADMIN || !app.host().equals(host)) {
            return null;
        }
        return app.spec();
    }

    /** Each of them: who reads this has to know what would be back after a restart. */
    private void logStuck(List<String> hosts) {
        log.atError()
                .addKeyValue("directory", directory)
                .addKeyValue("apps", hosts.size())
                .addKeyValue("hosts", String.join(",", hosts.subList(0, Math.min(MOST_NAMES, hosts.size()))))
                .addKeyValue("consequence", "removed, but back after a restart unless a retry succeeds")
                .log("state_not_deleted");
    }

    /** Says how it is now, and sees to it that somebody tries again what has not worked. */
    private void settle() {
        String marker = mark();
        int count = unwritten.size();
        String before = problem;
        String now = count == 0 ? marker : describe(count);
        problem = now;
        unwrittenApps = count;
        if (now != null && before == null) {
            log.atError()
                    .addKeyValue("directory", directory)
                    .addKeyValue("error", now)
                    .log("state_not_written");
        } else if (now == null && before != null) {
            log.atInfo().addKeyValue("directory", directory).log("state_written_again");
        }
        if (now != null && retries == null && !isClosed) {
            retries = Thread.ofVirtual().name("nano-state").start(this::retry);
        }
    }

    /** While something is missing or too much, nobody may take what is kept for the whole. Returns what is wrong, or null. */
    private @Nullable String mark() {
        try {
            directory.setWhole(shouldBeWhole && unwritten.isEmpty());
            return null;
        } catch (IOException e) {
            return "whether the apps are a complete set cannot be written: " + e;
        }
    }

    private String describe(int count) {
        Map.Entry<String, Unwritten> first = unwritten.entrySet().iterator().next();
        return count + (count == 1 ? " app is" : " apps are") + " not kept as served, the first: " + first.getKey()
                + ": " + first.getValue().reason();
    }

    private void retry() {
        Duration delay = FIRST_DELAY;
        try {
            do {
                Thread.sleep(delay);
                delay = delay.multipliedBy(2).compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : delay.multipliedBy(2);
                // One by one, so that a change does not wait for all of them.
                Failures.survive(log, "state_not_retried", () -> pending().forEach(this::writeAgain));
            } while (!isDone());
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private synchronized List<String> pending() {
        List<String> hosts = new ArrayList<>(unwritten.keySet());
        hosts.sort((one, other) -> Boolean.compare(isUnwanted(other), isUnwanted(one)));
        return hosts;
    }

    private boolean isUnwanted(String host) {
        Unwritten waiting = unwritten.get(host);
        return waiting != null && waiting.isUnwanted();
    }

    private synchronized void writeAgain(String host) {
        if (!isClosed && unwritten.containsKey(host)) {
            write(host, false);
        }
    }

    private synchronized boolean isDone() {
        settle();
        if (problem == null) {
            retries = null;
        }
        return problem == null || isClosed;
    }

    @Override
    public synchronized void close() {
        isClosed = true;
        if (retries != null) {
            retries.interrupt();
        }
    }
}
