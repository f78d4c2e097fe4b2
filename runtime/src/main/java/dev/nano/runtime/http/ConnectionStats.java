package dev.nano.runtime.http;

import java.util.concurrent.atomic.LongAdder;

/** What a listener has seen since its start. All methods may be called on any thread. */
public final class ConnectionStats {
    private final LongAdder accepted = new LongAdder();
    private final LongAdder closed = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();

    ConnectionStats() {}

    public long openConnections() {
        return Math.max(0, accepted.sum() - closed.sum());
    }

    public long acceptedConnections() {
        return accepted.sum();
    }

    /** Requests that no handler has seen, because they were malformed, too large or too slow. */
    public long rejectedRequests() {
        return rejected.sum();
    }

    /** Bytes received, without what TLS adds. */
    public long bytesIn() {
        return bytesIn.sum();
    }

    /** Bytes handed over for sending, without what TLS adds. */
    public long bytesOut() {
        return bytesOut.sum();
    }

    void accepted() {
        accepted.increment();
    }

    void closed() {
        closed.increment();
    }

    void rejected() {
        rejected.increment();
    }

    void in(int bytes) {
        bytesIn.add(bytes);
    }

    void out(int bytes) {
        bytesOut.add(bytes);
    }
}
