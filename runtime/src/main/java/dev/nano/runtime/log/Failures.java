package dev.nano.runtime.log;

import org.slf4j.Logger;

/**
 * Unexpected failures of what must not stop: threads, periodic tasks, and the end of a request. Where an app has
 * filled the heap, any statement may throw an {@link OutOfMemoryError}, a log line included.
 */
public final class Failures {

    private Failures() {}

    /**
     * Logs it as an error, if there is memory for that. Never throws.
     *
     * @param keysAndValues in turn, those of the log line
     */
    public static void tell(Logger log, String event, Throwable problem, String... keysAndValues) {
        try {
            var line = log.atError().setCause(problem);
            for (int i = 0; i + 1 < keysAndValues.length; i += 2) {
                line = line.addKeyValue(keysAndValues[i], keysAndValues[i + 1]);
            }
            line.log(event);
        } catch (Throwable _) {
            // There is no way left to tell.
        }
    }

    /**
     * Runs something whose failure, be it an {@link Error}, must not keep the caller from what comes next.
     *
     * @param event what is logged when it throws
     */
    public static void survive(Logger log, String event, Runnable action) {
        try {
            action.run();
        } catch (Throwable e) {
            tell(log, event, e);
        }
    }
}
