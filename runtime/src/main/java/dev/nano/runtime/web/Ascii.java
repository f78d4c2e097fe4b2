package dev.nano.runtime.web;

import java.util.Locale;

/** What the Infra Standard calls ASCII letters and digits. */
final class Ascii {

    private Ascii() {}

    static boolean isAlpha(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** The value of a hexadecimal digit, or -1. */
    static int hexValue(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    static boolean isHexDigit(char c) {
        return hexValue(c) >= 0;
    }

    static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7F) {
                return false;
            }
        }
        return true;
    }

    /** Of text that is ASCII. */
    static String lowerCase(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
