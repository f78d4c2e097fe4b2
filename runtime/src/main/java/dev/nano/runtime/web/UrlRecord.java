package dev.nano.runtime.web;

/**
 * A parsed URL: its serialization and where its components begin and end in it, in UTF-16 code units. The serialization
 * is ASCII, and parsing it again gives an equal record, so that a component is a slice and a record is cheap to hand on.
 *
 * <pre>
 * https://user:pass@example.com:1234/foo/bar?baz#quux
 *       |     |    |           |    |       |   `---- hashStart
 *       |     |    |           |    |       `-------- searchStart
 *       |     |    |           |    `---------------- pathnameStart
 *       |     |    |           `--------------------- hostEnd
 *       |     |    `--------------------------------- hostStart
 *       |     `-------------------------------------- usernameEnd
 *       `-------------------------------------------- protocolEnd
 * </pre>
 *
 * <p>Without a query, {@code searchStart} is {@code hashStart}; without a fragment, {@code hashStart} is the length.
 * Without a host, {@code usernameEnd}, {@code hostStart} and {@code hostEnd} are {@code protocolEnd}; with one they are
 * at least two more, for the slashes.
 *
 * @param href the serialization
 */
record UrlRecord(
        String href,
        int protocolEnd,
        int usernameEnd,
        int hostStart,
        int hostEnd,
        int pathnameStart,
        int searchStart,
        int hashStart) {

    /** The scheme in lower case, without the colon. */
    String scheme() {
        return href.substring(0, protocolEnd - 1);
    }

    boolean isSpecial() {
        return SpecialScheme.of(href, protocolEnd - 1) != null;
    }

    /** Whether there is a host, be it the empty one, as in {@code file:///x}. */
    boolean hasHost() {
        return hostStart > protocolEnd;
    }

    /** Percent-encoded; empty when there is none. */
    String username() {
        return hasHost() ? href.substring(protocolEnd + 2, usernameEnd) : "";
    }

    /** Percent-encoded; empty when there is none. */
    String password() {
        return usernameEnd < hostStart - 1 ? href.substring(usernameEnd + 1, hostStart - 1) : "";
    }

    /** The host without the port, an IPv6 address in its brackets; empty when there is none. */
    String hostname() {
        return href.substring(hostStart, hostEnd);
    }

    /** The host with the port unless that is the default of the scheme. */
    String host() {
        return hasHost() ? href.substring(hostStart, pathnameStart) : "";
    }

    /** The port, or -1 when it is the default of the scheme or there is none. */
    int port() {
        return hasHost() && pathnameStart > hostEnd
                ? Integer.parseInt(href, hostEnd + 1, pathnameStart, 10)
                : UrlParts.NO_PORT;
    }

    String pathname() {
        return href.substring(pathnameStart, searchStart);
    }

    /** The path is one opaque string, as in {@code mailto:a@b}: it has no segments, and nothing is relative to it. */
    boolean hasOpaquePath() {
        return !hasHost() && (pathnameStart == searchStart || href.charAt(pathnameStart) != '/');
    }

    boolean hasQuery() {
        return searchStart < hashStart;
    }

    /** The query with its question mark; empty also where the query is empty but there. */
    String search() {
        return hashStart - searchStart > 1 ? href.substring(searchStart, hashStart) : "";
    }

    boolean hasFragment() {
        return hashStart < href.length();
    }

    /** The fragment with its number sign; empty also where the fragment is empty but there. */
    String hash() {
        return href.length() - hashStart > 1 ? href.substring(hashStart) : "";
    }

    /** Scheme, host and port, or {@code null} as a word for a URL whose origin is opaque. */
    String origin() {
        SpecialScheme special = SpecialScheme.of(href, protocolEnd - 1);
        if (special != null && special != SpecialScheme.FILE) {
            return href.substring(0, protocolEnd) + "//" + host();
        }
        if (href.startsWith("blob:")) {
            UrlRecord inner = UrlParser.parse(pathname(), null);
            if (inner != null && (inner.href.startsWith("http:") || inner.href.startsWith("https:"))) {
                return inner.origin();
            }
        }
        return "null";
    }

    @Override
    public String toString() {
        return href;
    }
}
