package dev.nano.runtime.isolate;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Queue;

/**
 * What one app has used of the processors, over all its versions and isolates, and its runs that wait for one. All but the
 * totals is guarded by the lock of {@link RunQueue}'s owner.
 */
final class AppShare {

    static final Comparator<AppShare> ORDER =
            Comparator.<AppShare>comparingLong(share -> share.used).thenComparingLong(share -> share.position);

    final NamespaceShare namespace;
    final Queue<Run> runs = new ArrayDeque<>(2);
    /** As {@link NamespaceShare#used}. */
    long used;
    /** As {@link NamespaceShare#position}. */
    long position;
    /** As {@link NamespaceShare#active}. */
    int active;
    /** Runs that are on a thread, be it that they wait there. */
    int onThreads;
    /** Until then it is known to be slow to give way; {@link System#nanoTime}. */
    long unwieldyUntil = System.nanoTime();
    /** As {@link NamespaceShare#asleepSince}. */
    long asleepSince = System.nanoTime();

    /** Written under the lock, read by whoever shows it. */
    volatile long cpuNanos;

    volatile long allocatedBytes;

    AppShare(NamespaceShare namespace) {
        this.namespace = namespace;
    }
}
