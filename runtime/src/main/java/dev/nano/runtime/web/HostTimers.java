package dev.nano.runtime.web;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.graalvm.polyglot.Value;

/** The timers of one context. Used on the isolate's thread only; the event loop forgets what is scheduled when it ends. */
final class HostTimers {

    private final EventLoop loop;
    private final Map<Integer, Runnable> cancels = new HashMap<>();

    HostTimers(EventLoop loop) {
        this.loop = loop;
    }

    void start(int id, long delayMillis, Value fire) {
        Runnable cancel = loop.schedule(
                () -> {
                    cancels.remove(id);
                    GuestCalls.call(fire, id);
                },
                Duration.ofMillis(delayMillis));
        cancels.put(id, cancel);
    }

    void stop(int id) {
        Runnable cancel = cancels.remove(id);
        if (cancel != null) {
            cancel.run();
        }
    }
}
