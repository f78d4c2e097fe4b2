package dev.nano.operator.cli;

/** What the user typed makes no sense; the message tells what would. */
final class BadUsage extends Exception {

    BadUsage(String message) {
        super(message);
    }
}
