package dev.nano.runtime.isolate;

import java.time.Duration;

/**
 * How the process shares itself out among apps.
 *
 * @param parallelism threads that run JavaScript at the same time; those in a long turn do not count, so that one busy app
 *     cannot hold all of them
 * @param maxThreads threads at the most, long turns included
 * @param maxIsolatesPerApp how many isolates of one app may run side by side
 * @param maxPendingPerApp requests of one app that may be queued or running; beyond it they are answered 503
 * @param idleTimeout after so long without a request an isolate is closed; the next request starts another
 * @param maxIdleIsolates idle isolates kept in all; beyond it those unused for longest are closed
 * @param maxStuckThreads so many threads that cannot be interrupted make the process ask to be replaced
 * @param shortestLoadLimit loading may take this long at least, whatever the app's timeout: the first code of a process
 *     runs on a cold engine
 * @param dev whether answers to errors of an app show its stacks
 */
public record IsolateSettings(
        int parallelism,
        int maxThreads,
        int maxIsolatesPerApp,
        int maxPendingPerApp,
        Duration idleTimeout,
        int maxIdleIsolates,
        int maxStuckThreads,
        Duration shortestLoadLimit,
        boolean dev) {

    /** Fits the processors and the heap of this process. */
    public static IsolateSettings defaults() {
        int processors = Runtime.getRuntime().availableProcessors();
        long heapMb = Runtime.getRuntime().maxMemory() >> 20;
        return new IsolateSettings(
                Math.max(2, processors),
                256,
                Math.max(2, processors),
                4096,
                Duration.ofMinutes(5),
                // A small app holds one to two MB; idle ones may have a good part of the heap.
                (int) Math.max(16, heapMb / 4),
                4,
                Duration.ofSeconds(10),
                false);
    }

    /** The same with stacks in the answers. */
    public IsolateSettings withDev(boolean newDev) {
        return new IsolateSettings(
                parallelism,
                maxThreads,
                maxIsolatesPerApp,
                maxPendingPerApp,
                idleTimeout,
                maxIdleIsolates,
                maxStuckThreads,
                shortestLoadLimit,
                newDev);
    }

    /** The same with another number of stuck threads to tolerate. */
    public IsolateSettings withMaxStuckThreads(int newMaxStuckThreads) {
        return new IsolateSettings(
                parallelism,
                maxThreads,
                maxIsolatesPerApp,
                maxPendingPerApp,
                idleTimeout,
                maxIdleIsolates,
                newMaxStuckThreads,
                shortestLoadLimit,
                dev);
    }

    /** The same with another limit for loading. */
    public IsolateSettings withShortestLoadLimit(Duration newShortestLoadLimit) {
        return new IsolateSettings(
                parallelism,
                maxThreads,
                maxIsolatesPerApp,
                maxPendingPerApp,
                idleTimeout,
                maxIdleIsolates,
                maxStuckThreads,
                newShortestLoadLimit,
                dev);
    }
}
