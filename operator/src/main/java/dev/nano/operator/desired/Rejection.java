package dev.nano.operator.desired;

/** A NanoApp cannot be served as it is declared. */
final class Rejection extends Exception {

    private final Reason reason;

    Rejection(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
