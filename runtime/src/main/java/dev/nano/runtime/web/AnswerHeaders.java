package dev.nano.runtime.web;

import org.jspecify.annotations.Nullable;

/**
 * Checks and takes apart the headers that one context makes, and remembers the last of each: most handlers answer with the
 * same headers again and again.
 */
final class AnswerHeaders {

    /** What is remembered does not count as the app's memory. */
    private static final int LONGEST_REMEMBERED = 2048;

    private String unchecked = "";
    private @Nullable String checked = "";
    private String joined = "";
    private String[] parts = HeaderLines.split("");

    /**
     * The names in lower case and the values without the white space around them.
     *
     * @param lines as {@link HeaderLines} has them, but as an app gave them
     * @param size of names and values together
     * @return null when any of them is not valid or holds a newline
     */
    @Nullable
    String check(String lines, int size) {
        if (!lines.equals(unchecked)) {
            String result = HeaderLines.check(lines);
            if (lines.length() > LONGEST_REMEMBERED) {
                return HeaderLines.size(lines) == size ? result : null;
            }
            unchecked = lines;
            checked = result;
        }
        return HeaderLines.size(lines) == size ? checked : null;
    }

    /** See {@link HeaderLines#split}; the array is not to be changed. */
    String[] split(String lines) {
        if (lines.equals(joined)) {
            return parts;
        }
        String[] result = HeaderLines.split(lines);
        if (lines.length() <= LONGEST_REMEMBERED) {
            joined = lines;
            parts = result;
        }
        return result;
    }
}
