package dev.nano.runtime.web;

/** Finds the borders of components in the text of a URL that is being parsed. */
final class UrlInput {

    private static final int MAX_PORT = 65_535;

    private UrlInput() {}

    /** Without controls and spaces at both ends, and without tabs and newlines anywhere. */
    static String clean(String input) {
        int start = 0;
        int end = input.length();
        while (start < end && input.charAt(start) <= ' ') {
            start++;
        }
        while (end > start && input.charAt(end - 1) <= ' ') {
            end--;
        }
        return withoutTabsAndNewlines(input.substring(start, end));
    }

    static String withoutTabsAndNewlines(String input) {
        if (input.indexOf('\t') < 0 && input.indexOf('\n') < 0 && input.indexOf('\r') < 0) {
            return input;
        }
        StringBuilder out = new StringBuilder(input.length());
        for (int i = 0; i < input.length(); i++) {
            char c = input.charAt(i);
            if (c != '\t' && c != '\n' && c != '\r') {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** Where the colon after the scheme is, or -1 when the input does not begin with a scheme. */
    static int schemeEnd(String input) {
        if (input.isEmpty() || !Ascii.isAlpha(input.charAt(0))) {
            return -1;
        }
        for (int i = 1; i < input.length(); i++) {
            char c = input.charAt(i);
            if (c == ':') {
                return i;
            }
            if (!Ascii.isAlpha(c) && !Ascii.isDigit(c) && c != '+' && c != '-' && c != '.') {
                return -1;
            }
        }
        return -1;
    }

    static boolean isSlash(String input, int at, boolean special) {
        return at < input.length() && (input.charAt(at) == '/' || special && input.charAt(at) == '\\');
    }

    static int authorityEnd(String input, int start, boolean special) {
        int i = start;
        while (i < input.length() && !isSlash(input, i, special) && !startsQueryOrFragment(input.charAt(i))) {
            i++;
        }
        return i;
    }

    static int pathEnd(String input, int start) {
        int i = start;
        while (i < input.length() && !startsQueryOrFragment(input.charAt(i))) {
            i++;
        }
        return i;
    }

    private static boolean startsQueryOrFragment(char c) {
        return c == '?' || c == '#';
    }

    /** The first colon outside of brackets, or -1. */
    static int portColon(String input, int start, int end) {
        boolean insideBrackets = false;
        for (int i = start; i < end; i++) {
            char c = input.charAt(i);
            if (c == ':' && !insideBrackets) {
                return i;
            }
            insideBrackets = c == '[' || c != ']' && insideBrackets;
        }
        return -1;
    }

    static int digitsEnd(String input, int start) {
        int i = start;
        while (i < input.length() && Ascii.isDigit(input.charAt(i))) {
            i++;
        }
        return i;
    }

    /** The number that the leading digits are, or -1 when there are none or it is no port. */
    static int port(String input, int start, int end) {
        int port = -1;
        for (int i = start; i < end && Ascii.isDigit(input.charAt(i)); i++) {
            port = Math.max(port, 0) * 10 + input.charAt(i) - '0';
            if (port > MAX_PORT) {
                return -1;
            }
        }
        return port;
    }
}
