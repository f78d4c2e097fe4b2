package dev.nano.runtime.admin;

import dev.nano.runtime.text.Excerpt;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a file that is sent may be called: a relative path that means the same on every disk. */
final class FileName {

    private static final int LONGEST = 512;
    private static final String RULE = " (expected: a relative path such as lib/db.js)";
    private static final String LOCALE_RULE =
            "characters that the locale of the runtime lacks (expected: ASCII, or a runtime started with"
                    + " LC_ALL=C.UTF-8)";

    private FileName() {}

    /** What is wrong with it, or null. */
    static @Nullable String problem(String name) {
        String what = wrong(name);
        if (what != null) {
            return what + RULE;
        }
        return hasPath(name) ? null : LOCALE_RULE;
    }

    /** The JVM imports a file by a path of the system, whose encoding is that of the locale it was started in. */
    private static boolean hasPath(String name) {
        try {
            var _ = Path.of(name);
            return true;
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static @Nullable String wrong(String name) {
        if (name.isEmpty()) {
            return "empty";
        }
        if (name.length() > LONGEST) {
            return name.length() + " characters, more than " + LONGEST;
        }
        if (name.startsWith("/")) {
            return "an absolute path";
        }
        if (name.indexOf('\\') >= 0) {
            return "a backslash";
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            return "a control character";
        }
        if (name.chars().anyMatch(c -> Character.isSurrogate((char) c)) && !isWellFormed(name)) {
            return "half a character";
        }
        for (String segment : List.of(name.split("/", -1))) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                return "the segment '" + segment + "'";
            }
        }
        return null;
    }

    private static boolean isWellFormed(String name) {
        return name.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    /** The name as it may stand in a message. */
    static String shown(String name) {
        return Excerpt.quoted(name);
    }
}
