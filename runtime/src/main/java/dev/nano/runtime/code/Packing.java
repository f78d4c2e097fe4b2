package dev.nano.runtime.code;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** Makes code small, and recognizes it. */
final class Packing {

    private Packing() {}

    /** SHA-256 in hexadecimal digits. */
    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    static byte[] pack(byte[] content) {
        var packed = new ByteArrayOutputStream(content.length / 3 + 64);
        var deflater = new Deflater(Deflater.BEST_SPEED);
        try (OutputStream out = new DeflaterOutputStream(packed, deflater)) {
            out.write(content);
        } catch (IOException e) {
            throw new AssertionError("writing to memory does not fail", e);
        } finally {
            deflater.end();
        }
        return packed.toByteArray();
    }

    /** @throws IOException when this is not what was packed */
    static byte[] unpack(byte[] packed, int length, String sha256) throws IOException {
        var inflater = new Inflater();
        byte[] content;
        try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(packed), inflater)) {
            content = in.readNBytes(length);
        } finally {
            inflater.end();
        }
        if (content.length != length || !sha256(content).equals(sha256)) {
            throw new IOException("the stored code is not what was stored (expected: SHA-256 " + sha256 + ")");
        }
        return content;
    }
}
