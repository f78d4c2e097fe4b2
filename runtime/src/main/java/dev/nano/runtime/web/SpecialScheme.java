package dev.nano.runtime.web;

import org.jspecify.annotations.Nullable;

/** The schemes whose URLs have a host and a path of segments, and what the port of each is when none is given. */
enum SpecialScheme {
    HTTP("http", 80),
    HTTPS("https", 443),
    WS("ws", 80),
    WSS("wss", 443),
    FTP("ftp", 21),
    FILE("file", UrlParts.NO_PORT);

    private static final SpecialScheme[] ALL = values();

    final String scheme;
    final int defaultPort;

    SpecialScheme(String scheme, int defaultPort) {
        this.scheme = scheme;
        this.defaultPort = defaultPort;
    }

    static @Nullable SpecialScheme of(String scheme) {
        return of(scheme, scheme.length());
    }

    /** Looks at the first {@code length} characters, which are in lower case. */
    static @Nullable SpecialScheme of(String text, int length) {
        for (SpecialScheme special : ALL) {
            if (special.scheme.length() == length && text.startsWith(special.scheme)) {
                return special;
            }
        }
        return null;
    }

    /** {@link UrlParts#NO_PORT} when the port need not be written. */
    static int portToKeep(@Nullable SpecialScheme special, int port) {
        return special != null && special.defaultPort == port ? UrlParts.NO_PORT : port;
    }
}
