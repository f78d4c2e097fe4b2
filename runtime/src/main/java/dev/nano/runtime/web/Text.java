package dev.nano.runtime.web;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Text conversions that the Web platform defines in its own way. */
final class Text {

    /** What WHATWG's windows-1252 has at 0x80 to 0x9f; Java's leaves five of them undefined. */
    private static final String WINDOWS_1252_C1 =
            "\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f"
                + "\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";

    private Text() {}

    static String windows1252(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length);
        for (byte b : bytes) {
            int c = b & 0xff;
            text.append(c >= 0x80 && c <= 0x9f ? WINDOWS_1252_C1.charAt(c - 0x80) : (char) c);
        }
        return text.toString();
    }

    /** {@code btoa}: null when a character is above U+00FF. */
    static @Nullable String toBase64(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xff) {
                return null;
            }
        }
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** {@code atob}, forgiving as the Infra standard has it: null when it is not base64. */
    static @Nullable String fromBase64(String text) {
        StringBuilder data = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != ' ' && c != '\t' && c != '\n' && c != '\f' && c != '\r') {
                data.append(c);
            }
        }
        int length = data.length();
        if (length % 4 == 0 && length > 0 && data.charAt(length - 1) == '=') {
            length -= data.charAt(length - 2) == '=' ? 2 : 1;
        }
        if (length % 4 == 1) {
            return null;
        }
        byte[] bytes = new byte[length * 3 / 4];
        int bits = 0;
        int held = 0;
        int at = 0;
        for (int i = 0; i < length; i++) {
            int value = sextet(data.charAt(i));
            if (value < 0) {
                return null;
            }
            bits = bits << 6 | value;
            held += 6;
            if (held >= 8) {
                held -= 8;
                bytes[at++] = (byte) (bits >> held);
            }
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static int sextet(char c) {
        if (c >= 'A' && c <= 'Z') {
            return c - 'A';
        }
        if (c >= 'a' && c <= 'z') {
            return c - 'a' + 26;
        }
        if (c >= '0' && c <= '9') {
            return c - '0' + 52;
        }
        return c == '+' ? 62 : c == '/' ? 63 : -1;
    }
}
