package dev.nano.operator.pod;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What came of an {@link AdminCall}. */
sealed interface AdminAnswer {

    /**
     * To a look.
     *
     * @param isReady false also while it waits for its first complete set
     * @param apps by first hostname
     */
    record Apps(boolean isReady, Map<String, Served> apps) implements AdminAnswer {}

    /** It is as it should be. */
    record Done() implements AdminAnswer {}

    /** The pod has the app, but loads it later: a look tells. */
    record Taken() implements AdminAnswer {}

    /** A set was carried out, but something that it names is not there any more. */
    record Incomplete() implements AdminAnswer {}

    /** This one app is refused; the pod is well. */
    record Refused(Problem problem) implements AdminAnswer {}

    /**
     * The pod does not do what it is told.
     *
     * @param retryAfterMs when the pod asks for patience, or null
     */
    record Failed(String message, @Nullable Long retryAfterMs) implements AdminAnswer {

        Failed(String message) {
            this(message, null);
        }
    }
}
