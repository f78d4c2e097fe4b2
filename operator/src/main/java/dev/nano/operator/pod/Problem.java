package dev.nano.operator.pod;

/**
 * Why a pod does not serve an app.
 *
 * @param code the runtime's word for it: {@code load_failed}, {@code hostname_taken}; or {@code no_answer}
 * @param message with file, line and column where they are known
 */
public record Problem(String code, String message) {

    public static final String LOAD_FAILED = "load_failed";
    public static final String HOSTNAME_TAKEN = "hostname_taken";
    public static final String NO_ANSWER = "no_answer";
}
