package dev.nano.runtime.code;

import java.io.IOException;

/** There is no room for the code or the values of one more app. */
public final class CodeBudgetException extends IOException {

    private static final long serialVersionUID = 1L;

    private CodeBudgetException(String message) {
        super(message);
    }

    static CodeBudgetException ofCode(long bytes, long used, long budget) {
        return new CodeBudgetException("code: " + bytes + " bytes packed do not fit, " + used + " of " + budget
                + " are used (expected: less code, a larger --code-budget, or a --state-dir with room for it)");
    }

    static CodeBudgetException ofEnv(long bytes, long used, long budget) {
        return new CodeBudgetException("env: " + bytes + " bytes do not fit, " + used + " of " + budget
                + " are used (expected: smaller values, or a larger --code-budget)");
    }
}
