package dev.nano.runtime.http;

/**
 * How large the head of a request may be.
 *
 * @param requestLineBytes method, target and version together; more is answered with 414
 * @param headerBytes all header lines together; more is answered with 431
 * @param headerCount number of header lines; more is answered with 431
 */
public record HttpLimits(int requestLineBytes, int headerBytes, int headerCount) {
    public static final HttpLimits DEFAULT = new HttpLimits(8 * 1024, 32 * 1024, 100);

    /** Head bytes that are buffered for a connection must fit into its read window. */
    private static final int MAX_HEAD_BYTES = 1024 * 1024;

    public HttpLimits {
        check("requestLineBytes", requestLineBytes);
        check("headerBytes", headerBytes);
        check("headerCount", headerCount);
    }

    int headBytes() {
        return requestLineBytes + headerBytes;
    }

    private static void check(String name, int value) {
        if (value < 1 || value > MAX_HEAD_BYTES) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 1 to " + MAX_HEAD_BYTES + ")");
        }
    }
}
