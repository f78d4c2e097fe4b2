package dev.nano.operator.desired;

import java.time.Duration;
import java.util.SortedMap;

/**
 * One app as every pod should serve it. Two of them are equal when their NanoApp and their digest are.
 *
 * @param key its NanoApp
 * @param env values of Secrets among them: never printed
 * @param digest as the runtime computes it
 */
public record DesiredApp(
        AppKey key,
        String hostname,
        AppCode code,
        Duration timeout,
        int memoryMb,
        SortedMap<String, String> env,
        String digest) {

    /** The runtime's defaults, sent all the same so that the digest does not hang on them. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

    public static final int DEFAULT_MEMORY_MB = 128;
    public static final int MAX_BUFFER_SIZE_MB = 16;

    static DesiredApp of(
            AppKey key, String hostname, AppCode code, Duration timeout, int memoryMb, SortedMap<String, String> env) {
        var app = new DesiredApp(key, hostname, code, timeout, memoryMb, env, "");
        return new DesiredApp(key, hostname, code, timeout, memoryMb, env, SpecDigest.of(app));
    }

    /** What the runtime calls it. */
    public String name() {
        return key.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DesiredApp app && key.equals(app.key) && digest.equals(app.digest);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    @Override
    public String toString() {
        return "DesiredApp[" + key + ", " + hostname + ", " + digest + "]";
    }
}
