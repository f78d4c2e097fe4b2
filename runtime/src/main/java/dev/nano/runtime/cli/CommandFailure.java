package dev.nano.runtime.cli;

/** Ends a command with a message for people and an exit status. */
final class CommandFailure extends Exception {

    private final int status;

    /** @param message what is wrong and what to do; may have several lines */
    CommandFailure(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    int status() {
        return status;
    }
}
