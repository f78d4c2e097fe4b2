package dev.nano.runtime.web;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.graalvm.polyglot.Value;

/** The timers of one context. Used on the isolate's thread only; the scope of the context cancels what is waiting when it ends. */
final class HostTimers {

    /** Timers are outside of the heap that an app's memory limit counts. */
    static final int MAX_TIMERS = 50_000;

    private final ContextScope loop;
    private final Map<Integer, Runnable> cancels = new HashMap<>();

    HostTimers(ContextScope loop) {
        this.loop = loop;
    }

    /** Returns false when too many are waiting, or one with this number is. */
    boolean start(int id, long delayMillis, Value fire) {
        if (cancels.size() >= MAX_TIMERS || cancels.containsKey(id)) {
            return false;
        }
        Runnable cancel = loop.schedule(
                () -> {
                    cancels.remove(id);
                    GuestCalls.call(fire, id);
                },
                Duration.ofMillis(delayMillis));
        cancels.put(id, cancel);
        return true;
    }

    void stop(int id) {
        Runnable cancel = cancels.remove(id);
        if (cancel != null) {
            cancel.run();
        }
    }
}
