package dev.nano.operator.cli;

import java.time.Duration;

/** Values that options may have. */
final class Bounds {

    private static final int LAST_PORT = 65_535;

    private Bounds() {}

    static void atLeast(Duration least, String option, Duration value) throws BadUsage {
        if (value.compareTo(least) < 0) {
            throw new BadUsage(option + ": " + value.toMillis() + "ms (expected: at least " + least.toSeconds() + "s)");
        }
    }

    static void port(int least, String option, int value) throws BadUsage {
        if (value < least || value > LAST_PORT) {
            throw new BadUsage(option + ": " + value + " (expected: " + least + " to " + LAST_PORT + ")");
        }
    }
}
