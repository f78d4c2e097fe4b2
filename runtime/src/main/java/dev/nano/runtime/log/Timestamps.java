package dev.nano.runtime.log;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** ISO 8601 in UTC with milliseconds. Most lines of a second share all but three digits. */
final class Timestamps {

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.").withZone(ZoneOffset.UTC);

    private long second = Long.MIN_VALUE;
    private String text = "";

    void append(StringBuilder out, long millis) {
        long current = Math.floorDiv(millis, 1000L);
        if (current != second) {
            second = current;
            text = SECONDS.format(Instant.ofEpochSecond(current));
        }
        int rest = Math.floorMod(millis, 1000);
        out.append(text)
                .append((char) ('0' + rest / 100))
                .append((char) ('0' + rest / 10 % 10))
                .append((char) ('0' + rest % 10))
                .append('Z');
    }
}
