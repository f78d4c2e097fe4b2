package dev.nano.runtime.web;

import org.jspecify.annotations.Nullable;

/** IPv4 addresses as URLs write them: one to four numbers, each decimal, octal ({@code 0}) or hexadecimal ({@code 0x}). */
final class Ipv4Address {

    private static final long NOT_A_NUMBER = -1;

    /** Larger than any number of an address, and small enough to be multiplied. */
    private static final long TOO_LARGE = 1L << 40;

    private Ipv4Address() {}

    /** Whether a domain must be an address, because its last label is a number. */
    static boolean endsInNumber(String domain) {
        int end = domain.endsWith(".") ? domain.length() - 1 : domain.length();
        int start = domain.lastIndexOf('.', end - 1) + 1;
        if (start >= end) {
            return false;
        }
        return UrlInput.digitsEnd(domain, start) == end || number(domain, start, end) != NOT_A_NUMBER;
    }

    /** @return four decimal numbers, or null */
    static @Nullable String parse(String domain) {
        int length = domain.endsWith(".") ? domain.length() - 1 : domain.length();
        long address = 0;
        int start = 0;
        for (int parts = 0; parts < 4; parts++) {
            int dot = domain.indexOf('.', start, length);
            int end = dot < 0 ? length : dot;
            long number = number(domain, start, end);
            if (number == NOT_A_NUMBER) {
                return null;
            }
            if (dot < 0) {
                // The last number fills all the bytes that are left.
                int bits = 8 * (4 - parts);
                return number >= 1L << bits ? null : serialize(address << bits | number);
            }
            if (number > 255) {
                return null;
            }
            address = address << 8 | number;
            start = dot + 1;
        }
        return null;
    }

    private static String serialize(long address) {
        return (address >> 24) + "." + (address >> 16 & 0xFF) + "." + (address >> 8 & 0xFF) + "." + (address & 0xFF);
    }

    private static long number(String text, int start, int end) {
        if (start == end) {
            return NOT_A_NUMBER;
        }
        int radix = 10;
        int digits = start;
        if (end - start >= 2 && text.charAt(start) == '0') {
            boolean hex = text.charAt(start + 1) == 'x' || text.charAt(start + 1) == 'X';
            radix = hex ? 16 : 8;
            digits = hex ? start + 2 : start + 1;
        }
        long number = 0;
        for (int i = digits; i < end; i++) {
            int digit = Ascii.hexValue(text.charAt(i));
            if (digit < 0 || digit >= radix) {
                return NOT_A_NUMBER;
            }
            number = Math.min(number * radix + digit, TOO_LARGE);
        }
        return number;
    }
}
