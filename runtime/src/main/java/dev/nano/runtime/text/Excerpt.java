package dev.nano.runtime.text;

/**
 * The beginning of a text that an app or a client supplies, for messages that the runtime keeps, logs or sends: such a text
 * may have as many characters as the heap has room for.
 */
public final class Excerpt {

    /** Of the text of one error, in characters. */
    public static final int MESSAGE = 2_000;
    /** Of a stack, in characters. */
    public static final int STACK = 8_000;
    /** Of a name or a value that a message quotes, in characters. */
    public static final int QUOTED = 100;

    private Excerpt() {}

    /** {@code text} itself when it is short, else its first {@code longest} characters and how many were cut. */
    public static String of(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
        // A new array: a substring of a text in the heap of an app must not keep that text.
        return new StringBuilder(end + 40)
                .append(text, 0, end)
                .append("... (")
                .append(text.length() - end)
                .append(" more characters)")
                .toString();
    }

    /** As {@link #of}, without control characters: what a message quotes has to stay within its line. */
    public static String quoted(String text) {
        String excerpt = of(text, QUOTED);
        StringBuilder clean = new StringBuilder(excerpt.length());
        excerpt.codePoints().forEach(c -> clean.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return clean.toString();
    }
}
