package dev.nano.runtime.app;

import dev.nano.runtime.isolate.Limits;
import dev.nano.runtime.outbound.Egress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * SHA-256 over the normalized spec: a line {@code key=length:value} for each field and each entry of a map, keys sorted,
 * lengths in UTF-8 bytes so that no value can imitate another field. Files enter as the SHA-256 of their bytes.
 */
final class SpecDigest {

    private final MessageDigest sha = sha256();

    private SpecDigest() {}

    static String of(
            String name,
            List<String> hostnames,
            CodeSource code,
            Limits limits,
            Map<String, String> env,
            Egress egress) {
        var digest = new SpecDigest();
        digest.field("name", name);
        for (String hostname : hostnames) {
            digest.field("hostname", hostname);
        }
        digest.field("timeout_ms", Long.toString(limits.timeout().toMillis()));
        digest.field("memory_mb", Integer.toString(limits.memoryMb()));
        digest.field("max_buffer_size_mb", Integer.toString(limits.maxBufferMb()));
        if (limits.cpuMs() != 0) {
            digest.field("cpu_ms", Integer.toString(limits.cpuMs()));
        }
        for (String entry : egress.entries()) {
            digest.field("egress", entry);
        }
        new TreeMap<>(env).forEach((variable, value) -> {
            digest.field("env", variable);
            digest.field("value", value);
        });
        switch (code) {
            case CodeSource.Directory directory -> digest.field("path", directory.declared());
            case CodeSource.Stored stored ->
                throw new IllegalArgumentException("its digest is known: " + stored.digest());
            case CodeSource.Files files ->
                files.byPath().forEach((path, bytes) -> {
                    digest.field("file", path);
                    digest.field("sha256", hex(sha256().digest(bytes)));
                });
        }
        return "sha256:" + hex(digest.sha.digest());
    }

    private void field(String key, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        sha.update((key + "=" + bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        sha.update(bytes);
        sha.update((byte) '\n');
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
