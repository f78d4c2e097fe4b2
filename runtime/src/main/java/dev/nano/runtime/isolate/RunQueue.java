package dev.nano.runtime.isolate;

import java.util.Collection;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Who runs next: of the namespaces with runs that wait the one that has used least, of its apps the one that has used least, of
 * its runs the one that has waited longest. Not safe for threads; the owner has the lock.
 *
 * <p>Who was asleep starts where the least of those stands that are awake, with a little credit. What it had used beyond that is
 * forgiven with time, so that an app that works little is served at once, and one that sleeps for a moment between two long
 * turns is not.
 */
final class RunQueue {

    /** An eighth of the time that an app or namespace sleeps is taken off what it has used beyond its share. */
    private static final int FORGIVENESS = 8;
    /** Credit that sleep can earn: a request of several short turns need not wait for all others between them. */
    private static final long MOST_CREDIT_NANOS = TimeUnit.MILLISECONDS.toNanos(4);
    /** Debt that is not forgotten at once; one slow turn in a while costs no more than this. */
    private static final long MOST_DEBT_NANOS = TimeUnit.MILLISECONDS.toNanos(8);

    private final TreeSet<NamespaceShare> waiting = new TreeSet<>(NamespaceShare.ORDER);
    private final Collection<Run> running;
    private long floor;
    private long positions;
    private int size;

    /** @param running those that are on a thread and do not wait */
    RunQueue(Collection<Run> running) {
        this.running = running;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Counts a run that had nothing to do. */
    void wakes(Run run, long now) {
        AppShare app = run.share;
        NamespaceShare namespace = app.namespace;
        if (namespace.active++ == 0) {
            raiseFloor();
            namespace.used = used(namespace.used, now - namespace.asleepSince, floor, now - app.unwieldyUntil >= 0);
        }
        if (app.active++ == 0) {
            raiseFloor(namespace);
            app.used = used(app.used, now - app.asleepSince, namespace.floor, now - app.unwieldyUntil >= 0);
        }
    }

    /** With how much use it starts that has been asleep. */
    private static long used(long before, long asleepNanos, long floor, boolean isQuick) {
        long used = Math.max(floor - MOST_CREDIT_NANOS, before - Math.max(0, asleepNanos) / FORGIVENESS);
        return isQuick ? Math.min(used, floor + MOST_DEBT_NANOS) : used;
    }

    /** Rises with the use of those that are awake, also while nobody waits: who comes later owes nothing for that. */
    private void raiseFloor() {
        floor = Math.max(floor, least());
    }

    private void raiseFloor(NamespaceShare namespace) {
        namespace.floor = Math.max(namespace.floor, least(namespace));
    }

    /** The run has nothing to do any more. */
    void sleeps(Run run, long now) {
        AppShare app = run.share;
        if (--app.active == 0) {
            app.asleepSince = now;
        }
        if (--app.namespace.active == 0) {
            app.namespace.asleepSince = now;
        }
    }

    void add(Run run) {
        AppShare app = run.share;
        NamespaceShare namespace = app.namespace;
        app.runs.add(run);
        size++;
        if (app.runs.size() == 1) {
            app.position = ++positions;
            namespace.waiting.add(app);
        }
        if (namespace.waiting.size() == 1 && app.runs.size() == 1) {
            namespace.position = ++positions;
            waiting.add(namespace);
        }
    }

    void remove(Run run) {
        AppShare app = run.share;
        if (!app.runs.remove(run)) {
            return;
        }
        size--;
        if (app.runs.isEmpty()) {
            app.namespace.waiting.remove(app);
            if (app.namespace.waiting.isEmpty()) {
                waiting.remove(app.namespace);
            }
        }
    }

    @Nullable
    Run poll() {
        if (waiting.isEmpty()) {
            return null;
        }
        AppShare app = waiting.first().waiting.first();
        Run run = app.runs.element();
        remove(run);
        if (!app.runs.isEmpty()) {
            // Behind those that have used as much.
            charge(app, 0);
        }
        return run;
    }

    /** Adds to what an app has used. */
    void charge(AppShare app, long nanos) {
        NamespaceShare namespace = app.namespace;
        boolean appWaits = !app.runs.isEmpty();
        boolean namespaceWaits = !namespace.waiting.isEmpty();
        if (namespaceWaits) {
            waiting.remove(namespace);
        }
        if (appWaits) {
            namespace.waiting.remove(app);
        }
        app.used += nanos;
        namespace.used += nanos;
        if (appWaits) {
            app.position = ++positions;
            namespace.waiting.add(app);
        }
        if (namespaceWaits) {
            namespace.position = ++positions;
            waiting.add(namespace);
        }
        raiseFloor(namespace);
        raiseFloor();
    }

    /** Whether somebody who waits comes before a run that has had its time on a processor. */
    boolean isBehind(Run run) {
        if (waiting.isEmpty()) {
            return false;
        }
        NamespaceShare first = waiting.first();
        NamespaceShare own = run.share.namespace;
        if (first != own) {
            return first.used <= own.used;
        }
        AppShare app = first.waiting.first();
        return app == run.share || app.used <= run.share.used;
    }

    /** Whether the next one is not known to be slow to give way; to make a context is. */
    boolean isNextQuick(long now) {
        if (waiting.isEmpty()) {
            return false;
        }
        AppShare app = waiting.first().waiting.first();
        return now - app.unwieldyUntil >= 0 && app.runs.element().isolate.context() != null;
    }

    private long least() {
        long least = waiting.isEmpty() ? Long.MAX_VALUE : waiting.first().used;
        for (Run run : running) {
            least = Math.min(least, run.share.namespace.used);
        }
        return least == Long.MAX_VALUE ? floor : least;
    }

    private long least(NamespaceShare namespace) {
        long least = namespace.waiting.isEmpty() ? Long.MAX_VALUE : namespace.waiting.first().used;
        for (Run run : running) {
            if (run.share.namespace == namespace) {
                least = Math.min(least, run.share.used);
            }
        }
        return least == Long.MAX_VALUE ? namespace.floor : least;
    }
}
