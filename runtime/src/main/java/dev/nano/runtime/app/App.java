package dev.nano.runtime.app;

import dev.nano.runtime.isolate.AppCode;
import dev.nano.runtime.isolate.IsolatePool;
import dev.nano.runtime.isolate.LoadException;
import org.jspecify.annotations.Nullable;

/**
 * One app in the table.
 *
 * @param spec what is being served; of an app that never loaded, what was declared
 * @param wanted what was declared last; differs from {@code spec} while that does not load
 * @param isolates where requests run; null while no version of the app has ever loaded
 * @param problem why {@code wanted} is not served, or null when it is
 * @param code the code of the newest version, loaded or not; its files are watched
 * @param held why the code of {@code spec} is known and not loaded, or null: it got a thread stuck
 * @param stats counters that outlive the versions
 */
public record App(
        AppSpec spec,
        AppSpec wanted,
        @Nullable IsolatePool isolates,
        @Nullable LoadException problem,
        AppCode code,
        @Nullable String held,
        AppStats stats) {

    /** How an app does; {@link #problem} tells more. */
    public enum State {
        SERVING,
        /** Its code is yet to be loaded: a request does that, and is answered. */
        LOADING,
        /** It never loaded; its hostnames answer 503. */
        FAILED,
        /** A thread got stuck in its code in work that cannot be interrupted; its hostnames answer 503. */
        QUARANTINED
    }

    public State state() {
        if (held != null) {
            return State.QUARANTINED;
        }
        if (isolates == null) {
            return State.FAILED;
        }
        if (isolates.quarantine() != null) {
            return State.QUARANTINED;
        }
        return isolates.isLoaded() ? State.SERVING : State.LOADING;
    }

    /** Why it is quarantined, or null. */
    public @Nullable String quarantine() {
        return held != null ? held : isolates != null ? isolates.quarantine() : null;
    }

    /** The hostname that identifies the app. */
    public String host() {
        return spec.host();
    }
}
