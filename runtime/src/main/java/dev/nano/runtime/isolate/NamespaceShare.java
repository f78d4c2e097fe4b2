package dev.nano.runtime.isolate;

import java.util.Comparator;
import java.util.TreeSet;

/** What the apps of one namespace have used together, and which of them wait. Guarded by the lock of {@link RunQueue}'s owner. */
final class NamespaceShare {

    static final Comparator<NamespaceShare> ORDER =
            Comparator.<NamespaceShare>comparingLong(share -> share.used).thenComparingLong(share -> share.position);

    /** Those with runs that wait, the one that has used least first. */
    final TreeSet<AppShare> waiting = new TreeSet<>(AppShare.ORDER);
    /** Processor time that counts for whose turn it is, in nanoseconds. */
    long used;
    /** Decides between equals: who began to wait first. */
    long position;
    /** What an app that was asleep starts with at the least. */
    long floor;
    /** Runs that wait or are on a thread. */
    int active;
    /** When the last run ended; {@link System#nanoTime}. */
    long asleepSince = System.nanoTime();
}
