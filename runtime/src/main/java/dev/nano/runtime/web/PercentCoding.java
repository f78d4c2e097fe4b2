package dev.nano.runtime.web;

import java.nio.charset.StandardCharsets;

/** Percent-encoding of UTF-8, there and back. */
final class PercentCoding {

    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private PercentCoding() {}

    static String encode(String text, PercentEncodeSet set) {
        return encode(text, 0, text.length(), set);
    }

    static String encode(String text, int start, int end, PercentEncodeSet set) {
        int clean = cleanUntil(text, start, end, set);
        if (clean == end) {
            return text.substring(start, end);
        }
        StringBuilder out = new StringBuilder(end - start + 16);
        out.append(text, start, clean);
        encodeRest(out, text, clean, end, set);
        return out.toString();
    }

    static void append(StringBuilder out, String text, int start, int end, PercentEncodeSet set) {
        int clean = cleanUntil(text, start, end, set);
        out.append(text, start, clean);
        if (clean < end) {
            encodeRest(out, text, clean, end, set);
        }
    }

    private static int cleanUntil(String text, int start, int end, PercentEncodeSet set) {
        int i = start;
        while (i < end && !set.contains(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private static void encodeRest(StringBuilder out, String text, int start, int end, PercentEncodeSet set) {
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (!set.contains(c)) {
                out.append(c);
            } else if (c == ' ' && set == PercentEncodeSet.FORM) {
                out.append('+');
            } else if (c < 0x80) {
                appendByte(out, c);
            } else if (Character.isHighSurrogate(c) && i + 1 < end && Character.isLowSurrogate(text.charAt(i + 1))) {
                appendCodePoint(out, Character.toCodePoint(c, text.charAt(++i)));
            } else {
                // A lone surrogate is no scalar value.
                appendCodePoint(out, Character.isSurrogate(c) ? 0xFFFD : c);
            }
        }
    }

    private static void appendCodePoint(StringBuilder out, int codePoint) {
        if (codePoint < 0x800) {
            appendByte(out, 0xC0 | codePoint >> 6);
        } else {
            if (codePoint < 0x10000) {
                appendByte(out, 0xE0 | codePoint >> 12);
            } else {
                appendByte(out, 0xF0 | codePoint >> 18);
                appendByte(out, 0x80 | codePoint >> 12 & 0x3F);
            }
            appendByte(out, 0x80 | codePoint >> 6 & 0x3F);
        }
        appendByte(out, 0x80 | codePoint & 0x3F);
    }

    private static void appendByte(StringBuilder out, int value) {
        out.append('%').append(HEX[value >> 4]).append(HEX[value & 0xF]);
    }

    /** Percent-decodes, and decodes the bytes as UTF-8; what is malformed becomes U+FFFD. */
    static String decode(String text) {
        int percent = text.indexOf('%');
        if (percent < 0) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            byte b = bytes[i];
            if (b == '%' && i + 2 < bytes.length) {
                int high = Character.digit(bytes[i + 1], 16);
                int low = Character.digit(bytes[i + 2], 16);
                if (high >= 0 && low >= 0) {
                    b = (byte) (high << 4 | low);
                    i += 2;
                }
            }
            bytes[length++] = b;
        }
        return utf8(bytes, length);
    }

    private static String utf8(byte[] bytes, int length) {
        for (int i = 1; i < length; i++) {
            if (bytes[i - 1] == (byte) 0xED && (bytes[i] & 0xE0) == 0xA0) {
                // An encoded surrogate is three errors in the Encoding Standard, but one in Java, unless cut short.
                bytes[i] = (byte) 0xFF;
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
