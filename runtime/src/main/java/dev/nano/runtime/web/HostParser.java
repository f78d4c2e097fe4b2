package dev.nano.runtime.web;

import org.jspecify.annotations.Nullable;

/** The host parser of the URL Standard, together with the host serializer. */
public final class HostParser {

    private static final String FORBIDDEN_IN_HOST = "\0\t\n\r #/:<>?@[\\]^|";

    private HostParser() {}

    /** How the URLs of the Web write this host, or null when none can have it. */
    public static @Nullable String inUrls(String host) {
        return parse(host, false);
    }

    /**
     * @param opaque the scheme is not special: the host is a string and not a domain or IPv4 address
     * @return the serialized host, or null when it is none
     */
    static @Nullable String parse(String input, boolean opaque) {
        if (input.startsWith("[")) {
            return input.endsWith("]") ? Ipv6Address.parse(input.substring(1, input.length() - 1)) : null;
        }
        if (opaque) {
            return hasForbidden(input, false) ? null : PercentCoding.encode(input, PercentEncodeSet.C0_CONTROL);
        }
        String domain = DomainName.toAscii(PercentCoding.decode(input));
        if (domain == null || domain.isEmpty() || hasForbidden(domain, true)) {
            return null;
        }
        return Ipv4Address.endsInNumber(domain) ? Ipv4Address.parse(domain) : domain;
    }

    /** The host of a file URL, where {@code localhost} is the same as none. */
    static @Nullable String parseFileHost(String input) {
        if (input.isEmpty()) {
            return input;
        }
        String host = parse(input, false);
        return "localhost".equals(host) ? "" : host;
    }

    private static boolean hasForbidden(String host, boolean domain) {
        for (int i = 0; i < host.length(); i++) {
            char c = host.charAt(i);
            if (FORBIDDEN_IN_HOST.indexOf(c) >= 0 || domain && (c < 0x20 || c == '%' || c == 0x7F)) {
                return true;
            }
        }
        return false;
    }
}
