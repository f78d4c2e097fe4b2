package dev.nano.operator.desired;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedSet;

/**
 * The digest of an app, as {@code docs/admin-api.yaml} (schema {@code Digest}) defines it for runtime and clients alike. Each
 * app is sent with it, and a runtime that computes another one refuses the app.
 */
final class SpecDigest {

    private final MessageDigest sha = sha256();

    private SpecDigest() {}

    static String of(DesiredApp app) {
        var digest = new SpecDigest();
        digest.field("name", app.name());
        digest.field("hostname", app.hostname());
        digest.field("timeout_ms", Long.toString(app.timeout().toMillis()));
        digest.field("memory_mb", Integer.toString(app.memoryMb()));
        digest.field("max_buffer_size_mb", Integer.toString(DesiredApp.MAX_BUFFER_SIZE_MB));
        if (app.cpu() != null) {
            digest.field("cpu_ms", Long.toString(app.cpu().toMillis()));
        }
        app.egress().forEach(entry -> digest.field("egress", entry));
        app.env().forEach((name, value) -> {
            digest.field("env", name);
            digest.field("value", value);
        });
        switch (app.code()) {
            case AppCode.Directory directory -> digest.field("path", directory.path());
            case AppCode.Files files ->
                files.byPath().forEach((path, file) -> {
                    digest.field("file", path);
                    digest.field("sha256", hex(sha256().digest(file.bytes())));
                });
        }
        return digest.text();
    }

    /**
     * A digest that tells nothing of the values of Secrets to those who may not read them. The UID of a Secret is random, stays
     * as long as the Secret does, and is the same for each operator: with a key of our own it would not be.
     */
    static String mixed(String digest, SortedSet<String> secretUids) {
        if (secretUids.isEmpty()) {
            return digest;
        }
        var mixed = new SpecDigest();
        mixed.field("digest", digest);
        secretUids.forEach(uid -> mixed.field("secret", uid));
        return mixed.text();
    }

    private String text() {
        return "sha256:" + hex(sha.digest());
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
