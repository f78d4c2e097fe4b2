package dev.nano.runtime.config;

import dev.nano.runtime.text.Excerpt;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with what was declared.
 *
 * @param at where, for example {@code apps[3].memory_mb}
 * @param what the value that was found and the rule, for example {@code -1 (expected: 1 to 65536)}
 * @param file the file whose change may make the problem go away, when it is not what was declared that has to change;
 *     null otherwise
 */
public record Problem(String at, String what, @Nullable SeenFile file) {

    public Problem {
        at = Excerpt.of(at, 3 * Excerpt.QUOTED);
        what = Excerpt.of(what, Excerpt.MESSAGE);
    }

    static Problem of(String at, String what) {
        return new Problem(at, what, null);
    }

    /** {@code apps[3].memory_mb: -1 (expected: 1 to 65536)}. */
    @Override
    public String toString() {
        return at + ": " + what;
    }
}
