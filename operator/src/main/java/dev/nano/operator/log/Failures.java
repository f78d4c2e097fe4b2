package dev.nano.operator.log;

import org.slf4j.Logger;

/** Failures that nobody foresaw, of threads and callbacks that must go on all the same. */
public final class Failures {

    private Failures() {}

    /** Logs it, if that is still possible: where memory ran out, a log line may need some too. */
    public static void tell(Logger log, String event, Throwable problem) {
        try {
            log.atError().setCause(problem).log(event);
        } catch (Throwable _) {
            // There is no way left to tell.
        }
    }

    /** Runs something whose failure, be it an {@link Error}, must not end the thread, the schedule or the watch that it is for. */
    public static void survive(Logger log, String event, Runnable action) {
        try {
            action.run();
        } catch (Throwable e) {
            tell(log, event, e);
        }
    }
}
