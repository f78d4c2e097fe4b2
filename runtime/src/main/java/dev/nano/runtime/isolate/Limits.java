package dev.nano.runtime.isolate;

import java.time.Duration;

/**
 * What one app may use.
 *
 * @param timeout wall clock from the arrival of a request to the end of its answer and of its {@code waitUntil} work;
 *     loading the app may take as long ({@link LoadTime}), and at least ten seconds
 * @param memoryMb live heap of one isolate, in MiB
 * @param maxBufferMb the longest request body that is buffered whole, in MiB; streamed bodies are not limited
 * @param cpuMs processor time of one request, in milliseconds; 0 for no limit
 */
public record Limits(Duration timeout, int memoryMb, int maxBufferMb, int cpuMs) {

    /** What an app gets when neither it nor the defaults of its config file say otherwise. */
    public static final Limits DEFAULT = new Limits(Duration.ofSeconds(5), 128, 16);

    /** Without a limit on processor time. */
    public Limits(Duration timeout, int memoryMb, int maxBufferMb) {
        this(timeout, memoryMb, maxBufferMb, 0);
    }

    public long memoryBytes() {
        return memoryMb * 1024L * 1024L;
    }

    /** The limit on processor time in nanoseconds, or {@link Long#MAX_VALUE} when there is none. */
    public long cpuNanos() {
        return cpuMs == 0 ? Long.MAX_VALUE : cpuMs * 1_000_000L;
    }

    public long maxBufferBytes() {
        return maxBufferMb * 1024L * 1024L;
    }
}
