package dev.nano.runtime.config;

import dev.nano.runtime.isolate.AppCode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * When to try apps again that do not load although their files stay as they are: perhaps what they asked for while
 * loading was away, or the machine too busy. Less and less often.
 */
final class Retries {

    private static final long FIRST_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long LONGEST_NANOS = Duration.ofMinutes(5).toNanos();

    private final Map<String, Attempt> attempts = new HashMap<>();

    /** @param failed the version that did not load; another one means that there was another attempt */
    private record Attempt(AppCode failed, long delayNanos, long dueNanos) {}

    /** Whether to try the app at {@code host} again now. */
    boolean isDue(String host, AppCode failed, long now) {
        Attempt last = attempts.get(host);
        if (last != null && last.failed() == failed) {
            return now - last.dueNanos() >= 0;
        }
        long delay = last == null ? FIRST_NANOS : Math.min(2 * last.delayNanos(), LONGEST_NANOS);
        attempts.put(host, new Attempt(failed, delay, now + delay));
        return false;
    }

    /** Forgets the apps that are no longer broken. */
    void keepOnly(Set<String> hosts) {
        attempts.keySet().retainAll(hosts);
    }
}
