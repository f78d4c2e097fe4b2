package dev.nano.runtime.app;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Apps that do not load, so that the log says so when that begins or its reason changes, and not at each retry: retries of
 * all apps that failed as before share one line in an interval.
 */
final class RepeatedFailures {

    private static final Logger log = LoggerFactory.getLogger(RepeatedFailures.class);

    static final Duration INTERVAL = Duration.ofMinutes(5);

    /** Hosts that are remembered; a caller of the admin API may name new ones without end. */
    private static final int MOST = 20_000;

    // Guarded by this.
    private final Map<String, String> errors = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MOST;
        }
    };
    private int retries;
    private String lastHost = "";
    private long reportedAt = System.nanoTime();

    /** Whether a line is to be written about this result; one that is not is counted. */
    synchronized boolean isNews(ChangeResult result, long now) {
        if (!(result instanceof ChangeResult.NotLoaded broken)) {
            if (!(result instanceof ChangeResult.Superseded)) {
                errors.remove(result.host());
            }
            return true;
        }
        String error = broken.problem().describe();
        if (!error.equals(errors.put(result.host(), error))) {
            return true;
        }
        if (retries == 0) {
            reportedAt = now;
        }
        retries++;
        lastHost = result.host();
        if (now - reportedAt >= INTERVAL.toNanos()) {
            log.atWarn()
                    .addKeyValue("retries", retries)
                    .addKeyValue("apps", errors.size())
                    .addKeyValue("last_host", lastHost)
                    .log("apps_still_not_loaded");
            retries = 0;
        }
        return false;
    }
}
