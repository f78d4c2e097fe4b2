package dev.nano.runtime.log;

/**
 * How much an app may print.
 *
 * @param lines in a second; a message counts as the lines that it has
 * @param bytes in a second
 */
public record AppLogRate(int lines, int bytes) {
    public static final AppLogRate DEFAULT = new AppLogRate(500, 512 * 1024);

    /** Access log lines of one app in a second. */
    public static final int REQUESTS = 2000;

    public AppLogRate {
        if (lines < 1 || bytes < 1) {
            throw new IllegalArgumentException(
                    "log rate: " + lines + " lines, " + bytes + " bytes (expected: 1 or more of each)");
        }
    }
}
