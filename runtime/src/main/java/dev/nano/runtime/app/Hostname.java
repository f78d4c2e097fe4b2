package dev.nano.runtime.app;

import dev.nano.runtime.web.HostParser;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Hostnames as apps declare them and as requests carry them. */
public final class Hostname {

    private static final int LONGEST = 253;
    private static final int LONGEST_WITH_PORT = LONGEST + "*.".length() + ".:65535".length();
    /** Stands for the part of a wildcard that may be anything. */
    private static final String ANY = "any";

    private static final Pattern NAME = Pattern.compile(
            "(\\*\\.)?[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*|\\[[0-9a-f:.]+]");

    /** What a hostname has to look like, for error messages. */
    public static final String RULE = "a DNS name such as shop.example.com, or *.example.com";

    static final String PORT_RULE = "a port from 1 to 65535 after the colon, or no port";
    static final String URL_GIVEN_RULE = "a hostname without scheme and path, such as shop.example.com";
    static final String IPV6_RULE = "an IPv6 address in brackets, such as [::1]";

    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

    /** {@code app.1} is a name for DNS, but no URL can have it, and so no request could have a {@code request.url}. */
    private static final String URL_RULE =
            "a name that a URL can have: one that ends in a number has to be an IP address";

    private Hostname() {}

    /** Whether {@code hostname} may be declared by an app; compares after {@link #normalize}. */
    public static boolean isValid(String hostname) {
        return brokenRule(hostname) == null;
    }

    /** What {@code hostname} would have to be for an app to declare it, for error messages; null when it is that. */
    public static @Nullable String brokenRule(String hostname) {
        if (hostname.length() > LONGEST_WITH_PORT) {
            return RULE;
        }
        String malformed = malformed(hostname);
        if (malformed != null) {
            return malformed;
        }
        String normalized = normalize(hostname);
        boolean isWildcard = normalized.startsWith("*.");
        String host = HostParser.inUrls(isWildcard ? ANY + normalized.substring(1) : normalized);
        String inUrls = host != null && isWildcard ? "*" + host.substring(ANY.length()) : host;
        if (isName(normalized)) {
            return normalized.equals(inUrls) ? null : inUrls == null ? URL_RULE : spelt(inUrls);
        }
        // Such as one in Unicode.
        return inUrls != null && isName(inUrls) ? spelt(inUrls) : RULE;
    }

    /** What {@link #normalize} would read as something else: all that follows the last colon counts as a port there. */
    private static @Nullable String malformed(String hostname) {
        if (hostname.contains("://")) {
            return URL_GIVEN_RULE;
        }
        int bracket = hostname.lastIndexOf(']');
        int colon = hostname.indexOf(':', bracket + 1);
        if (colon < 0) {
            return null;
        }
        if (bracket < 0 && hostname.indexOf(':', colon + 1) >= 0) {
            return IPV6_RULE;
        }
        String port = hostname.substring(colon + 1);
        boolean isPort =
                PORT.matcher(port).matches() && Integer.parseInt(port) >= 1 && Integer.parseInt(port) <= 65_535;
        return isPort ? null : PORT_RULE;
    }

    private static boolean isName(String normalized) {
        return normalized.length() <= LONGEST && NAME.matcher(normalized).matches();
    }

    private static String spelt(String inUrls) {
        return inUrls + ", as it is spelt in URLs";
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
