package dev.nano.operator.desired;

import java.time.Duration;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * One app as every pod should serve it. Two of them are equal when their NanoApp and their digests are.
 *
 * @param key its NanoApp
 * @param env values of Secrets among them: never printed
 * @param digest as the runtime computes it, for pods alone: a short value of a Secret could be guessed from it
 * @param publicDigest the same, mixed with the UIDs of the Secrets whose values are in it: for all to see
 */
public record DesiredApp(
        AppKey key,
        String hostname,
        AppCode code,
        Duration timeout,
        int memoryMb,
        SortedMap<String, String> env,
        String digest,
        String publicDigest) {

    /** The runtime's defaults, sent all the same so that the digest does not hang on them. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

    public static final int DEFAULT_MEMORY_MB = 128;
    public static final int MAX_BUFFER_SIZE_MB = 16;

    static DesiredApp of(
            AppKey key,
            String hostname,
            AppCode code,
            Duration timeout,
            int memoryMb,
            SortedMap<String, String> env,
            SortedSet<String> secretUids) {
        String digest = SpecDigest.of(new DesiredApp(key, hostname, code, timeout, memoryMb, env, "", ""));
        String publicDigest = SpecDigest.mixed(digest, secretUids);
        return new DesiredApp(key, hostname, code, timeout, memoryMb, env, digest, publicDigest);
    }

    /** What the runtime calls it. */
    public String name() {
        return key.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DesiredApp app && key.equals(app.key) && publicDigest.equals(app.publicDigest);
    }

    @Override
    public int hashCode() {
        return publicDigest.hashCode();
    }

    @Override
    public String toString() {
        return "DesiredApp[" + key + ", " + hostname + ", " + publicDigest + "]";
    }
}
