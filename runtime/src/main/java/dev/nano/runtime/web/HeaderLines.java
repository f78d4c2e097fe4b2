package dev.nano.runtime.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Headers as they cross between Java and JavaScript: one string of alternating names and values with newlines between
 * them. One string costs one crossing; an array costs one for each element.
 */
final class HeaderLines {

    private static final String[] NONE = {};
    /** All names and values together, in characters: a head is sent in one piece, from memory that all apps share. */
    private static final int LONGEST = 256 * 1024;

    private HeaderLines() {}

    static String join(String[] headers) {
        return String.join("\n", headers);
    }

    /**
     * Takes apart what JavaScript joined. It is checked here once more, because an app can replace the functions that its
     * own copy of {@code Headers} checks with, and what gets through would break into the answers of others.
     *
     * @throws IllegalArgumentException when it is not a list of valid names and values, or too long
     */
    static String[] split(String joined) {
        if (joined.isEmpty()) {
            return NONE;
        }
        if (joined.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "headers: " + joined.length() + " characters (expected: at most " + LONGEST + ")");
        }
        List<String> parts = new ArrayList<>(8);
        int from = 0;
        while (true) {
            int to = joined.indexOf('\n', from);
            String part = joined.substring(from, to < 0 ? joined.length() : to);
            if (parts.size() % 2 == 0 ? !isName(part) : !isValue(part)) {
                throw new IllegalArgumentException("headers: not a list of valid names and values");
            }
            parts.add(part);
            if (to < 0) {
                break;
            }
            from = to + 1;
        }
        if (parts.size() % 2 != 0) {
            throw new IllegalArgumentException("headers: a name without a value");
        }
        return parts.toArray(NONE);
    }

    /** Names and values together. */
    static int size(String joined) {
        int size = joined.isEmpty() ? 0 : 1;
        for (int i = joined.indexOf('\n'); i >= 0; i = joined.indexOf('\n', i + 1)) {
            size++;
        }
        return size;
    }

    /** The same with each part as {@link #name} and {@link #value} have it; null when one of them is not valid. */
    static @Nullable String check(String joined) {
        if (joined.isEmpty()) {
            return joined;
        }
        StringBuilder result = new StringBuilder(joined.length());
        boolean isName = true;
        for (int from = 0, to; from <= joined.length(); from = to + 1, isName = !isName) {
            to = joined.indexOf('\n', from);
            if (to < 0) {
                to = joined.length();
            }
            String part = joined.substring(from, to);
            String checked = isName ? name(part) : value(part);
            if (checked == null) {
                return null;
            }
            if (from > 0) {
                result.append('\n');
            }
            result.append(checked);
        }
        return result.toString();
    }

    /** The lower-case form of a header name, or null when it is not valid. */
    static @Nullable String name(String text) {
        if (!isName(text)) {
            return null;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                return text.toLowerCase(Locale.ROOT);
            }
        }
        return text;
    }

    /** A header value without the white space around it, or null when it is not valid. */
    static @Nullable String value(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isSpace(text.charAt(from))) {
            from++;
        }
        while (from < to && isSpace(text.charAt(to - 1))) {
            to--;
        }
        String value = text.substring(from, to);
        return isValue(value) ? value : null;
    }

    /** The values of all headers with this name in any case, with {@code ", "} between them; null when there are none. */
    static @Nullable String find(String[] headers, String name) {
        String found = null;
        for (int i = 0; i < headers.length; i += 2) {
            if (headers[i].equalsIgnoreCase(name)) {
                found = found == null ? headers[i + 1] : found + ", " + headers[i + 1];
            }
        }
        return found;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private static boolean isName(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isToken = c > ' ' && c < 0x7f && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
            if (!isToken) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean isValue(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0xff || c == 0 || c == '\r' || c == '\n') {
                return false;
            }
        }
        return true;
    }
}
