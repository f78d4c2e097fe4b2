package dev.nano.runtime.http;

import org.jspecify.annotations.Nullable;

/**
 * What a listener listens on and how patient it is.
 *
 * @param host name or address to bind, for example {@code 0.0.0.0}
 * @param port 0 for any free one
 * @param trustedProxies the peers whose {@code X-Forwarded-*} headers are believed
 * @param tls null for cleartext
 * @param showDetails whether an answer to an unexpected exception names it; for development only
 */
public record HttpListenerConfig(
        String host,
        int port,
        HttpLimits limits,
        HttpTimeouts timeouts,
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
                host, port, HttpLimits.DEFAULT, HttpTimeouts.DEFAULT, TrustedProxies.NONE, null, false);
    }

    public HttpListenerConfig withLimits(HttpLimits newLimits) {
        return new HttpListenerConfig(host, port, newLimits, timeouts, trustedProxies, tls, showDetails);
    }

    public HttpListenerConfig withTimeouts(HttpTimeouts newTimeouts) {
        return new HttpListenerConfig(host, port, limits, newTimeouts, trustedProxies, tls, showDetails);
    }

    public HttpListenerConfig withTrustedProxies(TrustedProxies newProxies) {
        return new HttpListenerConfig(host, port, limits, timeouts, newProxies, tls, showDetails);
    }

    public HttpListenerConfig withTls(@Nullable TlsFiles newTls) {
        return new HttpListenerConfig(host, port, limits, timeouts, trustedProxies, newTls, showDetails);
    }

    public HttpListenerConfig withShowDetails(boolean newShowDetails) {
        return new HttpListenerConfig(host, port, limits, timeouts, trustedProxies, tls, newShowDetails);
    }
}
