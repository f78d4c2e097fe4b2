package dev.nano.runtime.admin;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls with a wrong token: counted by client address and in all, and logged once in an interval. A correct token is never
 * held up by them.
 */
final class UnauthorizedCalls {

    private static final Logger log = LoggerFactory.getLogger(UnauthorizedCalls.class);

    /** In an interval; above that the call is answered with 429. */
    static final int MOST_OF_CLIENT = 100;

    static final int MOST_OF_ALL = 500;
    static final Duration INTERVAL = Duration.ofSeconds(10);

    private final Duration interval;

    // Guarded by this, and about the interval that runs.
    private final Map<String, Integer> byClient = new HashMap<>();
    private int all;
    private int unreported;
    private String lastClient = "";
    private String lastPath = "";

    UnauthorizedCalls() {
        this(INTERVAL);
    }

    UnauthorizedCalls(Duration interval) {
        this.interval = interval;
    }

    /** Counts a call and returns whether there have been too many. */
    synchronized boolean add(String client, String path) {
        if (all++ == 0) {
            report(client, path, 1);
            CompletableFuture.delayedExecutor(interval.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(this::endInterval);
        } else {
            unreported++;
            lastClient = client;
            lastPath = path;
        }
        if (all > MOST_OF_ALL) {
            // Nor may the addresses that are remembered fill the memory.
            return true;
        }
        return byClient.merge(client, 1, Integer::sum) > MOST_OF_CLIENT;
    }

    private synchronized void endInterval() {
        if (unreported > 0) {
            report(lastClient, lastPath, unreported);
        }
        all = 0;
        unreported = 0;
        byClient.clear();
    }

    private static void report(String client, String path, int count) {
        log.atWarn()
                .addKeyValue("client", client)
                .addKeyValue("path", path)
                .addKeyValue("count", count)
                .log("admin_unauthorized");
    }
}
