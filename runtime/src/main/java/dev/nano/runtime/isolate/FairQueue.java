package dev.nano.runtime.isolate;

import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Apps of a namespace, or namespaces, that wait: interactive ones first, and of equals the one that has used least. A quarter of the
 * time goes to the others while any of them waits, or many interactive ones would keep them from running at all.
 */
final class FairQueue<S extends Share> {

    private static final int REST = 3;
    /** How long a run has a processor before others that wait may have it. What is owed is paid by the slice. */
    static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

    private static final long MOST_OWED_NANOS = 4 * SLICE_NANOS;

    private final TreeSet<S> interactive = new TreeSet<>(Share.ORDER);
    private final TreeSet<S> batch = new TreeSet<>(Share.ORDER);
    private long positions;
    /** Time that those are owed which are not interactive. */
    private long owedNanos;

    boolean isEmpty() {
        return interactive.isEmpty() && batch.isEmpty();
    }

    /** Behind those that have used as much. */
    void add(S share) {
        share.position = ++positions;
        (share.isInteractive ? interactive : batch).add(share);
    }

    void remove(S share) {
        (share.isInteractive ? interactive : batch).remove(share);
    }

    /** The one whose turn it is. @throws java.util.NoSuchElementException when there is none */
    S first() {
        boolean isBatch = interactive.isEmpty() || (isOwed() && !batch.isEmpty());
        return (isBatch ? batch : interactive).first();
    }

    private boolean isOwed() {
        return owedNanos >= SLICE_NANOS;
    }

    /** Called before what a share has used is added to it. */
    void charge(S share, long nanos) {
        if (!share.isInteractive) {
            owedNanos = Math.max(0, owedNanos - nanos);
        } else if (!batch.isEmpty()) {
            owedNanos = Math.min(MOST_OWED_NANOS, owedNanos + nanos / REST);
        }
    }

    /** Whether the first one comes before one that is running, and need not wait until that one has had its slice. */
    boolean isFirstUrgent(S running) {
        return first().isInteractive && !running.isInteractive;
    }

    /** Whether the first one comes before one that has had its slice. */
    boolean isFirstBefore(S running) {
        S first = first();
        return first.isInteractive == running.isInteractive
                ? first.used <= running.used
                : first.isInteractive || isOwed();
    }

    /** What the one has used that has used least, or {@link Long#MAX_VALUE}. */
    long least() {
        long least = interactive.isEmpty() ? Long.MAX_VALUE : interactive.first().used;
        return batch.isEmpty() ? least : Math.min(least, batch.first().used);
    }
}
