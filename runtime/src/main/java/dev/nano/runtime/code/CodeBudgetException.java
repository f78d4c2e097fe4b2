package dev.nano.runtime.code;

import java.io.IOException;

/** There is no room for the code of one more app. */
public final class CodeBudgetException extends IOException {

    private static final long serialVersionUID = 1L;

    CodeBudgetException(long bytes, long used, long budget) {
        super("code: " + bytes + " bytes packed do not fit, " + used + " of " + budget
                + " are used (expected: less code, a larger --code-budget, or a --state-dir with room for it)");
    }
}
