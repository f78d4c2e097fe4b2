package dev.nano.runtime.app;

import java.util.Locale;
import java.util.regex.Pattern;

/** Hostnames as apps declare them and as requests carry them. */
public final class Hostname {

    private static final int LONGEST = 253;
    private static final Pattern VALID = Pattern.compile(
            "(\\*\\.)?[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*|\\[[0-9a-f:.]+]");

    /** What a hostname has to look like, for error messages. */
    public static final String RULE = "a DNS name such as shop.example.com, or *.example.com";

    private Hostname() {}

    /** Whether {@code hostname} may be declared by an app; compares after {@link #normalize}. */
    public static boolean isValid(String hostname) {
        String normalized = normalize(hostname);
        return normalized.length() <= LONGEST && VALID.matcher(normalized).matches();
    }

    /** Lower case, without port and without trailing dot; {@code [::1]:80} keeps its brackets. */
    public static String normalize(String authority) {
        int end = authority.length();
        int colon = authority.lastIndexOf(':');
        if (colon > authority.lastIndexOf(']')) {
            end = colon;
        }
        if (end > 0 && authority.charAt(end - 1) == '.') {
            end--;
        }
        for (int i = 0; i < end; i++) {
            char c = authority.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                return authority.substring(0, end).toLowerCase(Locale.ROOT);
            }
        }
        return authority.substring(0, end);
    }
}
