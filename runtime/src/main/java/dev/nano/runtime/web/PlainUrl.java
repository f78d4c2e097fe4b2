package dev.nano.runtime.web;

import org.jspecify.annotations.Nullable;

/**
 * Reads the URLs that nearly every request has: {@code http} or {@code https}, a domain in lower case, perhaps a port,
 * and nothing in path, query and fragment that would have to be encoded or resolved. Such a URL is its own
 * serialization, so that one scan finds all there is to know, and nothing is copied.
 */
final class PlainUrl {

    private static final int HOST = 1;
    private static final int PATH = 2;
    private static final int QUERY = 4;
    private static final int FRAGMENT = 8;

    /** In which components an ASCII character stands for itself. */
    private static final byte[] PLAIN_IN = new byte[0x80];

    static {
        for (char c = '!'; c < 0x7F; c++) {
            boolean inHost = c >= 'a' && c <= 'z' || Ascii.isDigit(c) || c == '-' || c == '_' || c == '.';
            boolean inPath = !PercentEncodeSet.PATH.contains(c) && c != '\\';
            PLAIN_IN[c] = (byte) ((inHost ? HOST : 0)
                    | (inPath ? PATH : 0)
                    | (PercentEncodeSet.SPECIAL_QUERY.contains(c) ? 0 : QUERY)
                    | (PercentEncodeSet.FRAGMENT.contains(c) ? 0 : FRAGMENT));
        }
    }

    private PlainUrl() {}

    /** @return null when the input needs the full parser, which may find that it is not a URL */
    static @Nullable UrlRecord parse(String input) {
        int protocolEnd = input.startsWith("https://") ? 6 : input.startsWith("http://") ? 5 : 0;
        if (protocolEnd == 0) {
            return null;
        }
        int hostStart = protocolEnd + 2;
        int hostEnd = plainUntil(input, hostStart, HOST);
        if (!isPlainDomain(input, hostStart, hostEnd)) {
            return null;
        }
        int pathnameStart = portEnd(input, hostEnd, protocolEnd);
        if (pathnameStart == input.length() || input.charAt(pathnameStart) != '/') {
            return null;
        }
        int searchStart = plainUntil(input, pathnameStart, PATH);
        if (hasDotSegment(input, pathnameStart, searchStart)) {
            return null;
        }
        int hashStart = searchStart;
        if (hashStart < input.length() && input.charAt(hashStart) == '?') {
            hashStart = plainUntil(input, hashStart, QUERY);
        }
        int end = hashStart;
        if (end < input.length() && input.charAt(end) == '#') {
            end = plainUntil(input, end, FRAGMENT);
        }
        if (end < input.length()) {
            return null;
        }
        return new UrlRecord(input, protocolEnd, hostStart, hostStart, hostEnd, pathnameStart, searchStart, hashStart);
    }

    private static int plainUntil(String input, int start, int component) {
        int i = start;
        while (i < input.length()) {
            char c = input.charAt(i);
            if (c >= 0x80 || (PLAIN_IN[c] & component) == 0) {
                break;
            }
            i++;
        }
        return i;
    }

    /** Not empty, and not ending in what might be a number of an IPv4 address. */
    private static boolean isPlainDomain(String input, int start, int end) {
        int lastLabel = Math.max(start, input.lastIndexOf('.', end - 1) + 1);
        return lastLabel < end && !Ascii.isDigit(input.charAt(lastLabel));
    }

    /** Where a port without odd features ends; {@code start} when there is none. */
    private static int portEnd(String input, int start, int protocolEnd) {
        if (start == input.length() || input.charAt(start) != ':') {
            return start;
        }
        int digits = start + 1;
        int end = UrlInput.digitsEnd(input, digits);
        int port = UrlInput.port(input, digits, end);
        int defaultPort = protocolEnd == 5 ? 80 : 443;
        boolean odd = port < 0 || port == defaultPort || input.charAt(digits) == '0' && end - digits > 1;
        return odd ? start : end;
    }

    /** May say yes to what only looks like one. */
    private static boolean hasDotSegment(String input, int start, int end) {
        for (int i = input.indexOf('/', start, end); i >= 0; i = input.indexOf('/', i + 1, end)) {
            if (i + 1 < end && (input.charAt(i + 1) == '.' || input.startsWith("%2", i + 1))) {
                return true;
            }
        }
        return false;
    }
}
