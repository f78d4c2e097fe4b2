package dev.nano.runtime.http;

import java.util.Arrays;

/** What the header lines of a request in HTTP/1 mean where that is not what they say. */
final class HeaderJoins {
    private HeaderJoins() {}

    /**
     * Puts cookies into one header, joined as RFC 6265 wants and not as a list, and the authority of an absolute target
     * in the place of {@code host}, which then does not count (RFC 9112, 3.2.2).
     *
     * @param headers alternating lower-case names and values; is changed
     * @param authority of the request, or empty
     */
    static String[] of(String[] headers, String authority) {
        int cookie = -1;
        int to = 0;
        boolean hasHost = false;
        for (int i = 0; i < headers.length; i += 2) {
            String name = headers[i];
            String value = headers[i + 1];
            if (name.equals("host")) {
                hasHost = true;
                value = authority;
            } else if (name.equals("cookie") && cookie >= 0) {
                headers[cookie + 1] = headers[cookie + 1] + "; " + value;
                continue;
            } else if (name.equals("cookie")) {
                cookie = to;
            }
            headers[to] = name;
            headers[to + 1] = value;
            to += 2;
        }
        if (!hasHost && !authority.isEmpty()) {
            String[] longer = Arrays.copyOf(headers, to + 2);
            longer[to] = "host";
            longer[to + 1] = authority;
            return longer;
        }
        return to == headers.length ? headers : Arrays.copyOf(headers, to);
    }
}
