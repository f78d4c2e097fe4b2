package dev.nano.runtime.http;

/**
 * How many connections a listener has and what they may cost.
 *
 * @param all connections open at a time; a further one is refused with 503
 * @param perClient the same for each client address, those of trusted proxies excepted
 * @param maxControlFrames HTTP/2 frames other than HEADERS, DATA and resets that a connection may send in a second; 20
 *     WINDOW_UPDATEs count as one. More end the connection with ENHANCE_YOUR_CALM
 */
public record ConnectionLimits(int all, int perClient, int maxControlFrames) {
    public static final ConnectionLimits DEFAULT = new ConnectionLimits(16_384, 4096, 1000);

    /** For a listener that few have to reach, and that has to stay within reach of them. */
    public static final ConnectionLimits ADMIN = new ConnectionLimits(512, 128, 1000);

    public ConnectionLimits {
        check("all", all);
        check("perClient", perClient);
        check("maxControlFrames", maxControlFrames);
    }

    private static void check(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 1 or more)");
        }
    }
}
