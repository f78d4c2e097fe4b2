package dev.nano.runtime.isolate;

import java.time.Duration;

/**
 * What one app may use.
 *
 * @param timeout wall clock from the arrival of a request to the end of its answer and of its {@code waitUntil} work;
 *     loading the app may take as long ({@link LoadTime}), and at least ten seconds
 * @param memoryMb live heap of one isolate, in MiB
 * @param maxBufferMb the longest request body that is buffered whole, in MiB; streamed bodies are not limited
 */
public record Limits(Duration timeout, int memoryMb, int maxBufferMb) {

    /** What an app gets when neither it nor the defaults of its config file say otherwise. */
    public static final Limits DEFAULT = new Limits(Duration.ofSeconds(5), 128, 16);

    public long memoryBytes() {
        return memoryMb * 1024L * 1024L;
    }

    public long maxBufferBytes() {
        return maxBufferMb * 1024L * 1024L;
    }
}
