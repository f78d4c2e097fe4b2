package dev.nano.runtime.http;

import java.nio.charset.StandardCharsets;

/** Header names: which are well-formed, and the common ones as shared strings, so that requests need not make them. */
final class HeaderNames {
    private static final boolean[] TOKEN = new boolean[256];
    private static final byte[] LOWER = new byte[256];
    private static final int TABLE_SIZE = 512;
    private static final String[] TABLE = new String[TABLE_SIZE];
    private static final String[] COMMON = {
        "accept",
        "accept-charset",
        "accept-encoding",
        "accept-language",
        "access-control-request-headers",
        "access-control-request-method",
        "authorization",
        "cache-control",
        "cdn-loop",
        "connection",
        "content-encoding",
        "content-length",
        "content-type",
        "cookie",
        "date",
        "dnt",
        "expect",
        "forwarded",
        "host",
        "if-match",
        "if-modified-since",
        "if-none-match",
        "if-range",
        "if-unmodified-since",
        "keep-alive",
        "origin",
        "pragma",
        "priority",
        "range",
        "referer",
        "sec-ch-ua",
        "sec-ch-ua-mobile",
        "sec-ch-ua-platform",
        "sec-fetch-dest",
        "sec-fetch-mode",
        "sec-fetch-site",
        "sec-fetch-user",
        "te",
        "traceparent",
        "tracestate",
        "transfer-encoding",
        "upgrade",
        "upgrade-insecure-requests",
        "user-agent",
        "via",
        "x-api-key",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-forwarded-port",
        "x-forwarded-proto",
        "x-real-ip",
        "x-request-id",
        "x-requested-with",
    };

    static {
        for (int c = 0; c < 256; c++) {
            TOKEN[c] = isAlphanumeric((char) c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
            LOWER[c] = (byte) (c >= 'A' && c <= 'Z' ? c + 32 : c);
        }
        for (String name : COMMON) {
            byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
            int slot = slot(bytes, 0, bytes.length);
            while (TABLE[slot] != null) {
                slot = (slot + 1) % TABLE_SIZE;
            }
            TABLE[slot] = name;
        }
    }

    private HeaderNames() {}

    /** Whether {@code c} may stand in a header name or a method. */
    static boolean isTokenChar(int c) {
        return c < 256 && TOKEN[c];
    }

    static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    /** The name in lower case. */
    static String of(byte[] bytes, int from, int length) {
        int slot = slot(bytes, from, length);
        for (String known = TABLE[slot]; known != null; known = TABLE[slot]) {
            if (matches(bytes, from, length, known)) {
                return known;
            }
            slot = (slot + 1) % TABLE_SIZE;
        }
        byte[] lower = new byte[length];
        for (int i = 0; i < length; i++) {
            lower[i] = LOWER[bytes[from + i] & 0xff];
        }
        return new String(lower, StandardCharsets.ISO_8859_1);
    }

    /** Whether the bytes spell {@code lowerCase}, in any case. */
    static boolean matches(byte[] bytes, int from, int length, String lowerCase) {
        if (length != lowerCase.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (LOWER[bytes[from + i] & 0xff] != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int slot(byte[] bytes, int from, int length) {
        if (length == 0) {
            return 0;
        }
        int hash = length;
        hash = hash * 31 + LOWER[bytes[from] & 0xff];
        hash = hash * 31 + LOWER[bytes[from + length / 2] & 0xff];
        hash = hash * 31 + LOWER[bytes[from + length - 1] & 0xff];
        return (hash & 0x7fffffff) % TABLE_SIZE;
    }
}
