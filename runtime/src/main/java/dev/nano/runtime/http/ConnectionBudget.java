package dev.nano.runtime.http;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the open connections of a listener, in all and by client address. Any thread. */
final class ConnectionBudget {
    private static final Logger log = LoggerFactory.getLogger(ConnectionBudget.class);
    private static final long INTERVAL_NANOS = 10_000_000_000L;

    private final ConnectionLimits limits;
    private final TrustedProxies proxies;
    private final Map<InetAddress, Integer> byClient = new HashMap<>();
    private int all;
    private long refused;
    private long reportedAt = System.nanoTime() - INTERVAL_NANOS;

    ConnectionBudget(ConnectionLimits limits, TrustedProxies proxies) {
        this.limits = limits;
        this.proxies = proxies;
    }

    /** Returns the limit that does not allow one more connection from {@code client}, or null after counting it. */
    synchronized @Nullable String open(InetAddress client) {
        boolean isProxy = proxies.contains(client);
        int own = isProxy ? 0 : byClient.getOrDefault(client, 0);
        String broken = all >= limits.all()
                ? "http.max_connections: " + limits.all() + " are open"
                : own >= limits.perClient()
                        ? "http.max_connections_per_client: " + limits.perClient() + " are open from this address"
                        : null;
        if (broken != null) {
            refuse(client, broken);
            return broken;
        }
        all++;
        if (!isProxy) {
            byClient.put(client, own + 1);
        }
        return null;
    }

    private void refuse(InetAddress client, String reason) {
        refused++;
        long now = System.nanoTime();
        if (now - reportedAt >= INTERVAL_NANOS) {
            log.atWarn()
                    .addKeyValue("client", client.getHostAddress())
                    .addKeyValue("reason", reason)
                    .addKeyValue("count", refused)
                    .log("connections_refused");
            reportedAt = now;
            refused = 0;
        }
    }

    synchronized void close(InetAddress client) {
        all--;
        byClient.computeIfPresent(client, (address, count) -> count == 1 ? null : count - 1);
    }
}
