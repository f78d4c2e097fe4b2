package dev.nano.api;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as the Gateway API writes them (GEP-2257): {@code 1m30s}. */
public final class GatewayDuration {

    private static final Pattern WHOLE = Pattern.compile(Rules.DURATION);
    private static final Pattern PART = Pattern.compile("([0-9]+)(h|ms|m|s)");

    private GatewayDuration() {}

    /** @throws IllegalArgumentException when it is not one, which the API server does not let happen */
    public static Duration parse(String text) {
        if (!WHOLE.matcher(text).find()) {
            throw new IllegalArgumentException(text + " (expected: a duration such as 500ms, 5s or 1m30s)");
        }
        Duration sum = Duration.ZERO;
        for (Matcher part = PART.matcher(text); part.find(); ) {
            sum = sum.plus(Long.parseLong(part.group(1)), unit(part.group(2)));
        }
        return sum;
    }

    private static ChronoUnit unit(String name) {
        return switch (name) {
            case "h" -> ChronoUnit.HOURS;
            case "m" -> ChronoUnit.MINUTES;
            case "s" -> ChronoUnit.SECONDS;
            default -> ChronoUnit.MILLIS;
        };
    }
}
