package dev.nano.runtime.web;

import org.jspecify.annotations.Nullable;

/** Sets one component of a URL, as the attributes of the interface {@code URL} do. */
final class UrlSetter {

    private UrlSetter() {}

    /**
     * @param attribute the name of the attribute, other than {@code href}
     * @return the changed URL, or null when the value is not one for this URL, which then stays as it is
     * @throws IllegalArgumentException the attribute cannot be set
     */
    static @Nullable UrlRecord set(UrlRecord url, String attribute, String value) {
        UrlParts parts = UrlParts.of(url);
        boolean changed = switch (attribute) {
            case "protocol" -> protocol(parts, value);
            case "username" -> username(parts, value);
            case "password" -> password(parts, value);
            case "host" -> host(parts, UrlInput.withoutTabsAndNewlines(value), true);
            case "hostname" -> host(parts, UrlInput.withoutTabsAndNewlines(value), false);
            case "port" -> port(parts, value);
            case "pathname" -> pathname(parts, UrlInput.withoutTabsAndNewlines(value));
            case "search" -> search(parts, value);
            case "hash" -> hash(parts, value);
            default ->
                throw new IllegalArgumentException("attribute: " + attribute + " (expected: a settable component)");
        };
        return changed ? parts.toRecord() : null;
    }

    private static boolean protocol(UrlParts url, String value) {
        String input = UrlInput.withoutTabsAndNewlines(value) + ":";
        int colon = UrlInput.schemeEnd(input);
        if (colon < 0) {
            return false;
        }
        String scheme = Ascii.lowerCase(input.substring(0, colon));
        SpecialScheme special = SpecialScheme.of(scheme);
        boolean keepsKind = (special != null) == url.isSpecial();
        boolean losesToFile = special == SpecialScheme.FILE && (url.hasCredentials() || url.port != UrlParts.NO_PORT);
        boolean fileWithoutHost = url.isFile() && "".equals(url.host);
        if (!keepsKind || losesToFile || fileWithoutHost) {
            return false;
        }
        url.setScheme(scheme);
        url.port = SpecialScheme.portToKeep(special, url.port);
        return true;
    }

    private static boolean username(UrlParts url, String value) {
        if (url.cannotHaveCredentialsOrPort()) {
            return false;
        }
        url.username = PercentCoding.encode(value, PercentEncodeSet.USERINFO);
        return true;
    }

    private static boolean password(UrlParts url, String value) {
        if (url.cannotHaveCredentialsOrPort()) {
            return false;
        }
        url.password = PercentCoding.encode(value, PercentEncodeSet.USERINFO);
        return true;
    }

    private static boolean host(UrlParts url, String input, boolean mayHavePort) {
        if (url.opaquePath) {
            return false;
        }
        int end = UrlInput.authorityEnd(input, 0, url.isSpecial());
        if (url.isFile()) {
            String host = HostParser.parseFileHost(input.substring(0, end));
            url.host = host == null ? url.host : host;
            return host != null;
        }
        int colon = UrlInput.portColon(input, 0, end);
        String text = input.substring(0, colon < 0 ? end : colon);
        boolean mustNotBeEmpty = url.isSpecial() || colon >= 0 || url.hasCredentials() || url.port != UrlParts.NO_PORT;
        if (text.isEmpty() && mustNotBeEmpty || colon >= 0 && !mayHavePort) {
            return false;
        }
        String host = HostParser.parse(text, !url.isSpecial());
        if (host == null) {
            return false;
        }
        url.host = host;
        if (colon >= 0) {
            leadingPort(url, input, colon + 1);
        }
        return true;
    }

    private static boolean port(UrlParts url, String value) {
        if (url.cannotHaveCredentialsOrPort()) {
            return false;
        }
        if (value.isEmpty()) {
            url.port = UrlParts.NO_PORT;
            return true;
        }
        return leadingPort(url, UrlInput.withoutTabsAndNewlines(value), 0);
    }

    /** Takes the digits that are there; what follows them does not matter. */
    private static boolean leadingPort(UrlParts url, String input, int start) {
        int port = UrlInput.port(input, start, input.length());
        if (port >= 0) {
            url.port = SpecialScheme.portToKeep(url.special, port);
        }
        return port >= 0;
    }

    private static boolean pathname(UrlParts url, String input) {
        if (url.opaquePath) {
            return false;
        }
        url.path.setLength(0);
        // A path may be empty after a host, but not in its stead.
        if (url.isSpecial() || !input.isEmpty() || url.host == null) {
            int start = UrlInput.isSlash(input, 0, url.isSpecial()) ? 1 : 0;
            UrlPath.append(url, input, start, false);
        }
        return true;
    }

    private static boolean search(UrlParts url, String value) {
        url.query = value.isEmpty() ? null : encode(value, '?', UrlParser.querySet(url));
        return true;
    }

    private static boolean hash(UrlParts url, String value) {
        url.fragment = value.isEmpty() ? null : encode(value, '#', PercentEncodeSet.FRAGMENT);
        return true;
    }

    private static String encode(String value, char mark, PercentEncodeSet set) {
        String input = value.charAt(0) == mark ? value.substring(1) : value;
        return PercentCoding.encode(UrlInput.withoutTabsAndNewlines(input), set);
    }
}
