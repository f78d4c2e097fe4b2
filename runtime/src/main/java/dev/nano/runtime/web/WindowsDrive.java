package dev.nano.runtime.web;

/** Drive letters in file URLs, which the URL Standard keeps apart from other path segments on every platform. */
final class WindowsDrive {

    private WindowsDrive() {}

    /** Whether the text from {@code start} to {@code end} is a letter and one of {@code :} and {@code |}. */
    static boolean is(CharSequence text, int start, int end) {
        return end - start == 2
                && Ascii.isAlpha(text.charAt(start))
                && (text.charAt(start + 1) == ':' || text.charAt(start + 1) == '|');
    }

    /** Whether a letter and a colon are at {@code start}. */
    static boolean isNormalized(CharSequence text, int start) {
        return Ascii.isAlpha(text.charAt(start)) && text.charAt(start + 1) == ':';
    }

    /** Whether the segment that starts here is a drive letter. */
    static boolean startsWith(CharSequence text, int start) {
        int after = start + 2;
        return after <= text.length()
                && is(text, start, after)
                && (after == text.length() || "/\\?#".indexOf(text.charAt(after)) >= 0);
    }
}
