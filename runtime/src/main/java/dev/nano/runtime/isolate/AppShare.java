package dev.nano.runtime.isolate;

import java.util.ArrayDeque;
import java.util.Queue;

/** What one app has used of the processors, over all its versions and isolates, and its runs that wait for one. */
final class AppShare extends Share {

    final NamespaceShare namespace;
    final Queue<Run> runs = new ArrayDeque<>(2);
    /** Runs that are on a thread, also those that wait there. */
    int onThreads;
    /** What making its isolates has used without being held against it, when last looked at; {@link System#nanoTime}. */
    long makingNanos;

    long makingSince = System.nanoTime();
    /** Until then it is known to be slow to give way; {@link System#nanoTime}. */
    long unwieldyUntil = System.nanoTime();

    /** Written under the lock, read without it. */
    volatile long cpuNanos;

    volatile long allocatedBytes;

    AppShare(NamespaceShare namespace) {
        this.namespace = namespace;
    }

    boolean givesWay(long now) {
        return now - unwieldyUntil >= 0;
    }
}
