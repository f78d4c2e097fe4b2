package dev.nano.runtime.isolate;

import java.util.Collection;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Who runs next: of the namespaces with runs that wait the one whose turn it is, of its apps the one whose turn it is
 * ({@link FairQueue}), of its runs the one that has waited longest. Not safe for threads; the owner has the lock.
 *
 * <p>Who was asleep starts where the least of those stands that are awake, with some debt if it has used more than that.
 */
final class RunQueue {

    /** How much work on making isolates is not held against an app, and what part of the time it takes to have that again. */
    private static final long MOST_MAKING_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final int MAKING_RETURNS = 16;

    private final FairQueue<NamespaceShare> waiting = new FairQueue<>();
    private final Collection<Run> running;
    private long floor;
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
        if (namespace.isAsleep()) {
            raiseFloor();
        }
        if (app.isAsleep()) {
            raiseFloor(namespace);
        }
        boolean givesWay = app.givesWay(now);
        namespace.wakes(now, floor, givesWay);
        app.wakes(now, namespace.floor, givesWay);
    }

    /** Rises with the use of those that are awake, also while nobody waits: who comes later owes nothing for that. */
    private void raiseFloor() {
        long least = waiting.least();
        for (Run run : running) {
            least = Math.min(least, run.share.namespace.used);
        }
        if (least != Long.MAX_VALUE) {
            floor = Math.max(floor, least);
        }
    }

    private void raiseFloor(NamespaceShare namespace) {
        long least = namespace.waiting.least();
        for (Run run : running) {
            if (run.share.namespace == namespace) {
                least = Math.min(least, run.share.used);
            }
        }
        if (least != Long.MAX_VALUE) {
            namespace.floor = Math.max(namespace.floor, least);
        }
    }

    /** The run has nothing to do any more. */
    void sleeps(Run run, long now) {
        run.share.sleeps(now);
        run.share.namespace.sleeps(now);
    }

    void add(Run run) {
        AppShare app = run.share;
        app.runs.add(run);
        size++;
        if (app.runs.size() == 1) {
            boolean isFirst = app.namespace.waiting.isEmpty();
            app.namespace.waiting.add(app);
            if (isFirst) {
                waiting.add(app.namespace);
            }
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
            app.namespace.waiting.remove(app);
            app.namespace.waiting.add(app);
        }
        return run;
    }

    /** Adds to what an app has used. */
    void charge(AppShare app, long nanos, long now) {
        charge(app, nanos, 0, now);
    }

    private void charge(AppShare app, long nanos, long freeNanos, long now) {
        NamespaceShare namespace = app.namespace;
        boolean appWaits = !app.runs.isEmpty();
        boolean namespaceWaits = !namespace.waiting.isEmpty();
        if (namespaceWaits) {
            waiting.remove(namespace);
        }
        if (appWaits) {
            namespace.waiting.remove(app);
        }
        waiting.charge(namespace, nanos);
        namespace.waiting.charge(app, nanos);
        app.charge(nanos, freeNanos, app.givesWay(now));
        namespace.charge(nanos, freeNanos, true);
        if (appWaits) {
            namespace.waiting.add(app);
        }
        if (namespaceWaits) {
            waiting.add(namespace);
        }
        raiseFloor(namespace);
        raiseFloor();
    }

    /**
     * Adds what the platform has used to make an isolate of an app, before any code of the app ran in it. It is not held against
     * the app, or the request for which a second isolate is made would wait until everybody else has used as much, unless the app
     * has new isolates made again and again.
     */
    void chargeMaking(AppShare app, long nanos, long now) {
        app.makingNanos = Math.max(0, app.makingNanos - (now - app.makingSince) / MAKING_RETURNS);
        app.makingSince = now;
        long free = Math.min(nanos, MOST_MAKING_NANOS - app.makingNanos);
        app.makingNanos += free;
        charge(app, nanos, free, now);
    }

    /** The app has been loaded in an isolate. What that has used does not tell whether its requests are short. */
    void loaded(Run run) {
        run.share.forget(run.loadNanos);
        run.share.namespace.forget(run.loadNanos);
        run.loadNanos = 0;
    }

    /** Whether somebody who waits comes before a run that is on a processor. */
    boolean isBehind(Run run, boolean hasHadItsSlice) {
        if (waiting.isEmpty()) {
            return false;
        }
        NamespaceShare own = run.share.namespace;
        NamespaceShare first = waiting.first();
        if (first != own) {
            return hasHadItsSlice ? waiting.isFirstBefore(own) : waiting.isFirstUrgent(own);
        }
        if (!hasHadItsSlice) {
            return own.waiting.isFirstUrgent(run.share);
        }
        return own.waiting.first() == run.share || own.waiting.isFirstBefore(run.share);
    }

    /** Whether the next one is not known to be slow to give way; to make a context is. */
    boolean isNextPrompt(long now) {
        if (waiting.isEmpty()) {
            return false;
        }
        AppShare app = waiting.first().waiting.first();
        return app.givesWay(now) && app.runs.element().isolate.context() != null;
    }
}
