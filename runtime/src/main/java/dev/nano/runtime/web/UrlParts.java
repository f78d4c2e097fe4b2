package dev.nano.runtime.web;

import org.jspecify.annotations.Nullable;

/**
 * The URL Standard's mutable record, while a URL is put together or one of its components is set. All strings are
 * percent-encoded already. A path of segments is the segments, each after a slash, so {@code ""} is the empty list and
 * {@code "/"} the list of one empty segment.
 */
final class UrlParts {

    static final int NO_PORT = -1;

    String scheme = "";

    @Nullable
    SpecialScheme special;

    String username = "";
    String password = "";

    @Nullable
    String host;

    int port = NO_PORT;
    boolean opaquePath;
    final StringBuilder path = new StringBuilder();

    @Nullable
    String query;

    @Nullable
    String fragment;

    static UrlParts of(UrlRecord url) {
        UrlParts parts = new UrlParts();
        parts.copyAuthority(url);
        parts.copyPath(url);
        parts.copyQuery(url);
        parts.opaquePath = url.hasOpaquePath();
        if (url.hasFragment()) {
            parts.fragment = url.href().substring(url.hashStart() + 1);
        }
        return parts;
    }

    void setScheme(String value) {
        scheme = value;
        special = SpecialScheme.of(value);
    }

    /** Scheme, credentials, host and port. */
    void copyAuthority(UrlRecord base) {
        setScheme(base.scheme());
        username = base.username();
        password = base.password();
        host = base.hasHost() ? base.hostname() : null;
        port = base.port();
    }

    void copyPath(UrlRecord base) {
        path.append(base.href(), base.pathnameStart(), base.searchStart());
    }

    void copyQuery(UrlRecord base) {
        query = base.hasQuery() ? base.href().substring(base.searchStart() + 1, base.hashStart()) : null;
    }

    boolean isSpecial() {
        return special != null;
    }

    boolean isFile() {
        return special == SpecialScheme.FILE;
    }

    boolean hasCredentials() {
        return !username.isEmpty() || !password.isEmpty();
    }

    boolean cannotHaveCredentialsOrPort() {
        return host == null || host.isEmpty() || isFile();
    }

    /** Removes the last segment, but not the drive letter of a file URL. */
    void shortenPath() {
        boolean driveAlone = isFile() && path.length() == 3 && WindowsDrive.isNormalized(path, 1);
        int slash = path.lastIndexOf("/");
        if (slash >= 0 && !driveAlone) {
            path.setLength(slash);
        }
    }

    UrlRecord toRecord() {
        StringBuilder out = new StringBuilder(scheme.length() + path.length() + 64);
        int protocolEnd = out.append(scheme).append(':').length();
        int usernameEnd = protocolEnd;
        int hostStart = protocolEnd;
        int hostEnd = protocolEnd;
        if (host != null) {
            usernameEnd = out.append("//").append(username).length();
            if (!password.isEmpty()) {
                out.append(':').append(password);
            }
            if (hasCredentials()) {
                out.append('@');
            }
            hostStart = out.length();
            hostEnd = out.append(host).length();
            if (port != NO_PORT) {
                out.append(':').append(port);
            }
        } else if (!opaquePath && path.length() > 1 && path.charAt(1) == '/') {
            // Otherwise the path would be read as a host.
            out.append("/.");
        }
        int pathnameStart = out.length();
        int searchStart = out.append(path).length();
        if (query != null) {
            out.append('?').append(query);
        }
        int hashStart = out.length();
        if (fragment != null) {
            out.append('#').append(fragment);
        }
        return new UrlRecord(
                out.toString(), protocolEnd, usernameEnd, hostStart, hostEnd, pathnameStart, searchStart, hashStart);
    }
}
