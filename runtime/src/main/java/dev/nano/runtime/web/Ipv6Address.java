package dev.nano.runtime.web;

import org.jspecify.annotations.Nullable;

/** IPv6 addresses: eight pieces of 16 bits, of which the last two may be written as an IPv4 address. */
final class Ipv6Address {

    private static final int PIECES = 8;
    private static final int NOT_COMPRESSED = -1;

    private final String input;
    private final int[] pieces = new int[PIECES];
    private int piece;
    private int compressAt = NOT_COMPRESSED;
    private int at;

    private Ipv6Address(String input) {
        this.input = input;
    }

    /**
     * @param input without brackets
     * @return the address as RFC 5952 writes it, in brackets; null when it is none
     */
    static @Nullable String parse(String input) {
        Ipv6Address address = new Ipv6Address(input);
        return address.read() ? address.serialize() : null;
    }

    private char current() {
        return at < input.length() ? input.charAt(at) : '\0';
    }

    private boolean read() {
        if (current() == ':') {
            if (!input.startsWith("::")) {
                return false;
            }
            at = 2;
            compressAt = ++piece;
        }
        while (at < input.length()) {
            if (piece == PIECES) {
                return false;
            }
            if (current() == ':') {
                if (compressAt != NOT_COMPRESSED) {
                    return false;
                }
                at++;
                compressAt = ++piece;
            } else if (!readPiece()) {
                return false;
            }
        }
        return expand();
    }

    private boolean readPiece() {
        int start = at;
        int value = 0;
        while (at - start < 4 && Ascii.isHexDigit(current())) {
            value = value << 4 | Ascii.hexValue(current());
            at++;
        }
        if (current() == '.') {
            boolean hasDigits = at > start;
            at = start;
            return hasDigits && readIpv4();
        }
        if (at < input.length() && (current() != ':' || ++at == input.length())) {
            return false;
        }
        pieces[piece++] = value;
        return true;
    }

    /** Unlike in a host of its own, all four numbers are there, decimal and without leading zeros. */
    private boolean readIpv4() {
        if (piece > PIECES - 2) {
            return false;
        }
        for (int i = 0; i < 4; i++) {
            if (i > 0 && (current() != '.' || ++at == input.length())) {
                return false;
            }
            int start = at;
            int number = 0;
            while (Ascii.isDigit(current()) && number <= 255) {
                number = number * 10 + current() - '0';
                at++;
            }
            boolean leadingZero = at - start > 1 && input.charAt(start) == '0';
            if (at == start || leadingZero || number > 255) {
                return false;
            }
            pieces[piece] = pieces[piece] << 8 | number;
            piece += i % 2;
        }
        return at == input.length();
    }

    /** Moves the pieces after the compression to the end. */
    private boolean expand() {
        if (compressAt == NOT_COMPRESSED) {
            return piece == PIECES;
        }
        for (int from = piece - 1, to = PIECES - 1; from >= compressAt; from--, to--) {
            int moved = pieces[from];
            pieces[from] = 0;
            pieces[to] = moved;
        }
        return true;
    }

    private String serialize() {
        StringBuilder out = new StringBuilder(41).append('[');
        int zeros = longestZeros();
        for (int i = 0; i < PIECES; i++) {
            if (i == zeros) {
                out.append(i == 0 ? "::" : ":");
                while (i + 1 < PIECES && pieces[i + 1] == 0) {
                    i++;
                }
            } else {
                out.append(Integer.toHexString(pieces[i])).append(i < PIECES - 1 ? ":" : "");
            }
        }
        return out.append(']').toString();
    }

    /** The first of the longest runs of two or more zeros, or -1. */
    private int longestZeros() {
        int longest = -1;
        int longestSize = 1;
        int size = 0;
        for (int i = 0; i < PIECES; i++) {
            size = pieces[i] == 0 ? size + 1 : 0;
            if (size > longestSize) {
                longestSize = size;
                longest = i - size + 1;
            }
        }
        return longest;
    }
}
