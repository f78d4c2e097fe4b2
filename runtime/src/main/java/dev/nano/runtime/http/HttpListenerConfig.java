package dev.nano.runtime.http;

import org.jspecify.annotations.Nullable;

/**
 * What a listener listens on and how patient it is.
 *
 * @param host name or address to bind, for example {@code 0.0.0.0}
 * @param port 0 for any free one
 * @param connections how many at a time
 * @param trustedProxies the peers whose {@code X-Forwarded-*} headers are believed
 * @param tls null for cleartext
 * @param showDetails whether an answer to an unexpected exception names it; for development only
 */
public record HttpListenerConfig(
        String host,
        int port,
        HttpLimits limits,
        HttpTimeouts timeouts,
        ConnectionLimits connections,
        TrustedProxies trustedProxies,
        @Nullable TlsFiles tls,
        boolean showDetails) {

    public HttpListenerConfig {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
        }
    }

    /** Cleartext with the default limits, trusting no proxy. */
    public static HttpListenerConfig of(String host, int port) {
        return new HttpListenerConfig(
                host,
                port,
                HttpLimits.DEFAULT,
                HttpTimeouts.DEFAULT,
                ConnectionLimits.DEFAULT,
                TrustedProxies.NONE,
                null,
                false);
    }

    public HttpListenerConfig withLimits(HttpLimits newLimits) {
        return new HttpListenerConfig(host, port, newLimits, timeouts, connections, trustedProxies, tls, showDetails);
    }

    public HttpListenerConfig withTimeouts(HttpTimeouts newTimeouts) {
        return new HttpListenerConfig(host, port, limits, newTimeouts, connections, trustedProxies, tls, showDetails);
    }

    public HttpListenerConfig withConnections(ConnectionLimits newConnections) {
        return new HttpListenerConfig(host, port, limits, timeouts, newConnections, trustedProxies, tls, showDetails);
    }

    public HttpListenerConfig withTrustedProxies(TrustedProxies newProxies) {
        return new HttpListenerConfig(host, port, limits, timeouts, connections, newProxies, tls, showDetails);
    }

    public HttpListenerConfig withTls(@Nullable TlsFiles newTls) {
        return new HttpListenerConfig(host, port, limits, timeouts, connections, trustedProxies, newTls, showDetails);
    }

    public HttpListenerConfig withShowDetails(boolean newShowDetails) {
        return new HttpListenerConfig(host, port, limits, timeouts, connections, trustedProxies, tls, newShowDetails);
    }
}
