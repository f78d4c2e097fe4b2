package dev.nano.runtime.web;

/**
 * Texts that an app makes, as they enter Java. The files of the platform cut them before they cross the border; this holds
 * for one that an app hands over itself.
 */
final class LogText {

    /** In characters; inspect.js has the same limit for one text, and adds a label and a note. */
    static final int MAX_LENGTH = 1 << 17;

    private LogText() {}

    static String cut(String text) {
        if (text.length() <= MAX_LENGTH) {
            return text;
        }
        return text.substring(0, MAX_LENGTH) + "... " + (text.length() - MAX_LENGTH) + " more characters";
    }
}
