package dev.nano.runtime.app;

import dev.nano.runtime.isolate.AppCode;
import dev.nano.runtime.isolate.IsolatePool;
import dev.nano.runtime.isolate.LoadException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Versions of apps that did not load and have not given their thread back yet. Such code is not run once more before that: each
 * try could cost one more thread, and a client that tries again and again the whole process.
 */
final class UnfinishedLoads {

    private final Map<String, Version> byHost = new ConcurrentHashMap<>();

    private record Version(String digest, AppCode code, IsolatePool pool) {

        boolean is(@Nullable AppSpec spec) {
            return spec != null && digest.equals(spec.digest()) && !code.isStale();
        }
    }

    /** This version did not load. */
    void add(AppSpec spec, AppCode code, IsolatePool pool) {
        Version version = new Version(spec.digest(), code, pool);
        byHost.put(spec.host(), version);
        pool.whenDeparted(() -> byHost.remove(spec.host(), version));
    }

    /**
     * Waits until the last try with the same code has given its thread back.
     *
     * @throws LoadException when the thread is stuck
     */
    void await(AppSpec spec) throws LoadException {
        Version last = byHost.get(spec.host());
        if (last == null || !last.is(spec)) {
            return;
        }
        try {
            String stuck = last.pool().awaitDepartures();
            if (stuck != null) {
                throw new LoadException("did not load, and is not tried again as long as " + stuck);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LoadException("loading was interrupted by the shutdown");
        }
        byHost.remove(spec.host(), last);
    }
}
