package dev.nano.runtime.http;

import java.time.Duration;

/**
 * How long a client may take. They are checked a few times per timeout and not to the millisecond.
 *
 * @param keepAlive between two requests of a connection; then it is closed without a word
 * @param head from the first to the last byte of a request head; then 408. Also the limit for a TLS handshake and, with HTTP/2,
 *     for the first request of a connection
 * @param bodyStall without one byte of a body that is being waited for; then 408
 * @param writeStall without one byte taken by a client for which an answer waits; then the connection is closed
 * @param drainGrace between two requests of a connection while draining: one may be on its way. With HTTP/2, between the two
 *     GOAWAYs
 */
public record HttpTimeouts(
        Duration keepAlive, Duration head, Duration bodyStall, Duration writeStall, Duration drainGrace) {
    public static final HttpTimeouts DEFAULT = new HttpTimeouts(
            Duration.ofSeconds(75),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(1));

    public HttpTimeouts {
        check("keepAlive", keepAlive);
        check("head", head);
        check("bodyStall", bodyStall);
        check("writeStall", writeStall);
        check("drainGrace", drainGrace);
    }

    public HttpTimeouts withDrainGrace(Duration newGrace) {
        return new HttpTimeouts(keepAlive, head, bodyStall, writeStall, newGrace);
    }

    /** How often connections are looked at, in milliseconds. */
    long tickMillis() {
        long shortest = Math.min(
                Math.min(keepAlive.toMillis(), head.toMillis()), Math.min(bodyStall.toMillis(), writeStall.toMillis()));
        return Math.clamp(shortest / 4, 10, 250);
    }

    private static void check(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: more than zero)");
        }
    }
}
