package dev.nano.operator.pod;

/**
 * Why a pod does not serve an app.
 *
 * @param code the runtime's word for it: {@code load_failed}, {@code hostname_taken}, {@code quarantined}; or {@code no_answer}
 * @param message with file, line and column where they are known
 */
public record Problem(String code, String message) {

    /** What an app throws while it loads may be of any length; a condition takes 32768 characters, an event 1024 bytes. */
    private static final int LONGEST_MESSAGE = 2_000;

    public static final String LOAD_FAILED = "load_failed";
    public static final String HOSTNAME_TAKEN = "hostname_taken";
    /** It was loaded, but a thread that is stuck in it holds it up. */
    public static final String QUARANTINED = "quarantined";

    public static final String NO_ANSWER = "no_answer";

    public Problem {
        message = message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE) + " ...";
    }
}
