package dev.nano.runtime.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads private keys from PEM. Java knows PKCS#8 only, but cert-manager and others also write the older PKCS#1 and SEC1,
 * which are wrapped into PKCS#8 here.
 */
final class PrivateKeys {
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----([A-Za-z0-9+/=\\s]+)-----END");

    private static final int INTEGER = 0x02;
    private static final int OCTETS = 0x04;
    private static final int SEQUENCE = 0x30;
    private static final int PARAMETERS = 0xa0;
    private static final byte[] VERSION_0 = {INTEGER, 1, 0};

    /** The algorithm identifiers rsaEncryption with no parameters, and id-ecPublicKey without its curve. */
    private static final byte[] RSA = {0x06, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1, 5, 0};

    private static final byte[] EC = {0x06, 7, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1};

    private PrivateKeys() {}

    /** @throws IOException when there is no key in {@code pem}, or none that is understood; never quotes it */
    static PrivateKey parse(String pem) throws IOException {
        Matcher matcher = PEM.matcher(pem);
        if (!matcher.find()) {
            throw new IOException("no private key (expected: PEM, not encrypted)");
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(matcher.group(2));
            return switch (matcher.group(1)) {
                case "RSA PRIVATE KEY" -> pkcs8(wrap(RSA, der));
                case "EC PRIVATE KEY" -> pkcs8(wrap(join(EC, curve(der)), der));
                default -> pkcs8(der);
            };
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IOException("not a valid private key", e);
        }
    }

    private static PrivateKey pkcs8(byte[] der) throws IOException {
        for (String algorithm : new String[] {"RSA", "EC", "EdDSA"}) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (GeneralSecurityException e) {
                // Of another kind: the next may fit.
            }
        }
        throw new IOException("not a valid private key (expected: RSA, EC or EdDSA)");
    }

    private static byte[] wrap(byte[] algorithm, byte[] key) {
        return element(SEQUENCE, join(VERSION_0, element(SEQUENCE, algorithm), element(OCTETS, key)));
    }

    /** The object identifier of the curve, which SEC1 keeps in an optional element after version and key. */
    private static byte[] curve(byte[] sec1) throws IOException {
        int at = content(sec1, 0);
        while (at < sec1.length) {
            int from = content(sec1, at);
            int to = from + length(sec1, at);
            if ((sec1[at] & 0xff) == PARAMETERS) {
                return Arrays.copyOfRange(sec1, from, to);
            }
            at = to;
        }
        throw new IOException("not a valid private key (expected: a named curve)");
    }

    private static int content(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
    }

    private static int length(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7f); i++) {
            length = length << 8 | (der[at + 2 + i] & 0xff);
        }
        return length;
    }

    private static byte[] element(int tag, byte[] content) {
        byte[] size = content.length < 0x80
                ? new byte[] {(byte) content.length}
                : new byte[] {(byte) 0x82, (byte) (content.length >> 8), (byte) content.length};
        return join(new byte[] {(byte) tag}, size, content);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
