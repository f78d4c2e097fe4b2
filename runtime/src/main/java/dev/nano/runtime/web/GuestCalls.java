package dev.nano.runtime.web;

import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls from Java into JavaScript that nothing waits for. */
final class GuestCalls {

    private static final Logger LOG = LoggerFactory.getLogger(GuestCalls.class);

    private GuestCalls() {}

    /**
     * Calls a function of the platform's JavaScript, which catches what apps throw. Should an error come out nevertheless
     * (an app can break its own copy of the platform), it is logged and the isolate lives on; the end of the isolate passes
     * through.
     */
    static void call(Value function, Object... arguments) {
        try {
            function.executeVoid(arguments);
        } catch (PolyglotException e) {
            if (endsIsolate(e)) {
                throw e;
            }
            LOG.atWarn().addKeyValue("error", e.getMessage()).log("platform_callback_failed");
        }
    }

    static boolean endsIsolate(PolyglotException e) {
        return e.isCancelled() || e.isResourceExhausted() || e.isExit() || e.isInterrupted() || e.isInternalError();
    }
}
