package dev.nano.runtime.http;

import dev.nano.runtime.exchange.Failure;

/** The client broke the protocol or a limit: it is answered with {@code failure} and its connection is closed. */
final class BadRequest extends Exception {
    private static final long serialVersionUID = 1L;

    private final Failure failure;

    BadRequest(Failure failure, String message) {
        // No stack trace: anybody can cause these, as many as they like.
        super(message, null, false, false);
        this.failure = failure;
    }

    BadRequest(String message) {
        this(Failure.BAD_REQUEST, message);
    }

    Failure failure() {
        return failure;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
