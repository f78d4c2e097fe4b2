package dev.nano.operator.desired;

import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * One app as every pod should serve it. Two of them are equal when their NanoApp, their digests and their containment are.
 *
 * @param key its NanoApp
 * @param env values of Secrets among them: never printed
 * @param digest as the runtime computes it, for pods alone: a short value of a Secret could be guessed from it
 * @param cpu the CPU time that a request may use; null for no limit
 * @param publicDigest the same, mixed with the UIDs of the Secrets whose values are in it: for all to see
 * @param containment whether pods run the code
 */
public record DesiredApp(
        AppKey key,
        String hostname,
        AppCode code,
        Duration timeout,
        int memoryMb,
        @Nullable Duration cpu,
        List<String> egress,
        SortedMap<String, String> env,
        String digest,
        String publicDigest,
        Containment containment) {

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
            @Nullable Duration cpu,
            List<String> egress,
            SortedMap<String, String> env,
            SortedSet<String> secretUids) {
        var app = new DesiredApp(key, hostname, code, timeout, memoryMb, cpu, egress, env, "", "", Containment.NONE);
        String digest = SpecDigest.of(app);
        return new DesiredApp(
                key,
                hostname,
                code,
                timeout,
                memoryMb,
                cpu,
                egress,
                env,
                digest,
                SpecDigest.mixed(digest, secretUids),
                Containment.NONE);
    }

    /** The same code, run or held back. */
    DesiredApp contained(Containment next) {
        return containment.equals(next)
                ? this
                : new DesiredApp(key, hostname, code, timeout, memoryMb, cpu, egress, env, digest, publicDigest, next);
    }

    /** The size of the files that pods are sent. */
    long codeBytes() {
        return code instanceof AppCode.Files files ? files.bytes() : 0;
    }

    /** What the runtime calls it. */
    public String name() {
        return key.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DesiredApp app
                && key.equals(app.key)
                && publicDigest.equals(app.publicDigest)
                && containment.equals(app.containment);
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
