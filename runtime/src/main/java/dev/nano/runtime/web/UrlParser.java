package dev.nano.runtime.web;

import org.jspecify.annotations.Nullable;

/**
 * The basic URL parser of the <a href="https://url.spec.whatwg.org/#url-parsing">URL Standard</a>, with UTF-8 as the
 * encoding of queries. The Standard's states are methods here; each reads from a position on and calls the state that
 * follows. A method answers false where the Standard returns failure.
 *
 * <p>Time and memory are linear in the input.
 */
final class UrlParser {

    private final String input;

    private final @Nullable UrlRecord base;

    private final UrlParts url = new UrlParts();

    private UrlParser(String input, @Nullable UrlRecord base) {
        this.input = input;
        this.base = base;
    }

    /**
     * @param base what a relative {@code input} is relative to
     * @return null when the input is not a URL
     */
    static @Nullable UrlRecord parse(String input, @Nullable UrlRecord base) {
        UrlRecord plain = PlainUrl.parse(input);
        if (plain != null) {
            return plain;
        }
        UrlParser parser = new UrlParser(UrlInput.clean(input), base);
        return parser.schemeStart() ? parser.url.toRecord() : null;
    }

    private boolean schemeStart() {
        int colon = UrlInput.schemeEnd(input);
        if (colon < 0) {
            return noScheme();
        }
        url.setScheme(Ascii.lowerCase(input.substring(0, colon)));
        int after = colon + 1;
        if (url.isFile()) {
            return file(after);
        }
        if (url.isSpecial()) {
            return base != null && base.scheme().equals(url.scheme) && !input.startsWith("//", after)
                    ? relative(after, base)
                    : authority(skipSlashes(after));
        }
        if (input.startsWith("//", after)) {
            return authority(after + 2);
        }
        return input.startsWith("/", after) ? path(after + 1) : opaquePath(after);
    }

    private boolean noScheme() {
        if (base == null) {
            return false;
        }
        if (base.hasOpaquePath()) {
            if (!input.startsWith("#")) {
                return false;
            }
            url.copyAuthority(base);
            url.opaquePath = true;
            url.copyPath(base);
            url.copyQuery(base);
            return fragment(0);
        }
        return base.scheme().equals("file") ? file(0) : relative(0, base);
    }

    private boolean relative(int at, UrlRecord base) {
        url.setScheme(base.scheme());
        if (isSlash(at) && isSlash(at + 1)) {
            return authority(url.isSpecial() ? skipSlashes(at) : at + 2);
        }
        url.copyAuthority(base);
        return isSlash(at) ? path(at + 1) : relativePath(at, base);
    }

    /** Goes on in the directory of the base, or from its path or query when there is no path here. */
    private boolean relativePath(int at, UrlRecord base) {
        url.copyPath(base);
        if (at == input.length() || input.charAt(at) == '#') {
            url.copyQuery(base);
            return fragment(at);
        }
        if (input.charAt(at) == '?') {
            return query(at);
        }
        url.shortenPath();
        return path(at);
    }

    private boolean authority(int at) {
        int end = UrlInput.authorityEnd(input, at, url.isSpecial());
        int atSign = input.lastIndexOf('@', end - 1);
        int hostStart = at;
        if (atSign >= at) {
            if (atSign + 1 == end) {
                return false;
            }
            credentials(at, atSign);
            hostStart = atSign + 1;
        }
        return host(hostStart, end) && pathStart(end);
    }

    private void credentials(int start, int end) {
        int colon = input.indexOf(':', start, end);
        int usernameEnd = colon < 0 ? end : colon;
        url.username = PercentCoding.encode(input, start, usernameEnd, PercentEncodeSet.USERINFO);
        if (colon >= 0) {
            url.password = PercentCoding.encode(input, colon + 1, end, PercentEncodeSet.USERINFO);
        }
    }

    private boolean host(int start, int end) {
        int colon = UrlInput.portColon(input, start, end);
        int hostEnd = colon < 0 ? end : colon;
        if (hostEnd == start && (url.isSpecial() || colon >= 0)) {
            return false;
        }
        url.host = HostParser.parse(input.substring(start, hostEnd), !url.isSpecial());
        return url.host != null && (colon < 0 || port(colon + 1, end));
    }

    private boolean port(int start, int end) {
        if (start == end) {
            return true;
        }
        int port = UrlInput.port(input, start, end);
        url.port = SpecialScheme.portToKeep(url.special, port);
        return port >= 0 && UrlInput.digitsEnd(input, start) == end;
    }

    private boolean file(int at) {
        url.setScheme("file");
        url.host = "";
        UrlRecord fileBase = base != null && base.scheme().equals("file") ? base : null;
        if (isSlash(at)) {
            return isSlash(at + 1) ? fileHost(at + 2) : fileSlash(at + 1, fileBase);
        }
        if (fileBase == null) {
            return path(at);
        }
        url.host = fileBase.hostname();
        return WindowsDrive.startsWith(input, at) ? path(at) : relativePath(at, fileBase);
    }

    private boolean fileSlash(int at, @Nullable UrlRecord fileBase) {
        if (fileBase != null) {
            url.host = fileBase.hostname();
            String path = fileBase.pathname();
            boolean drive = path.length() >= 3
                    && WindowsDrive.isNormalized(path, 1)
                    && (path.length() == 3 || path.charAt(3) == '/');
            if (drive && !WindowsDrive.startsWith(input, at)) {
                url.path.append(path, 0, 3);
            }
        }
        return path(at);
    }

    private boolean fileHost(int at) {
        int end = UrlInput.authorityEnd(input, at, true);
        if (WindowsDrive.is(input, at, end)) {
            return path(at);
        }
        url.host = HostParser.parseFileHost(input.substring(at, end));
        return url.host != null && pathStart(end);
    }

    private boolean pathStart(int at) {
        if (url.isSpecial()) {
            return path(isSlash(at) ? at + 1 : at);
        }
        if (at == input.length() || input.charAt(at) != '/') {
            return query(at);
        }
        return path(at + 1);
    }

    private boolean path(int at) {
        return query(UrlPath.append(url, input, at, true));
    }

    private boolean opaquePath(int at) {
        url.opaquePath = true;
        int end = UrlInput.pathEnd(input, at);
        // A space at the end would be lost when the URL without what follows is parsed again.
        boolean spaceAtEnd = end < input.length() && end > at && input.charAt(end - 1) == ' ';
        int last = spaceAtEnd ? end - 1 : end;
        PercentCoding.append(url.path, input, at, last, PercentEncodeSet.C0_CONTROL);
        if (spaceAtEnd) {
            url.path.append("%20");
        }
        return query(end);
    }

    /** Reads a query if there is one here, and a fragment if there is one here or after it. */
    private boolean query(int at) {
        if (at == input.length() || input.charAt(at) != '?') {
            return fragment(at);
        }
        int hash = input.indexOf('#', at);
        int end = hash < 0 ? input.length() : hash;
        url.query = PercentCoding.encode(input, at + 1, end, querySet(url));
        return fragment(end);
    }

    static PercentEncodeSet querySet(UrlParts url) {
        return url.isSpecial() ? PercentEncodeSet.SPECIAL_QUERY : PercentEncodeSet.QUERY;
    }

    private boolean fragment(int at) {
        if (at < input.length()) {
            url.fragment = PercentCoding.encode(input, at + 1, input.length(), PercentEncodeSet.FRAGMENT);
        }
        return true;
    }

    private boolean isSlash(int at) {
        return UrlInput.isSlash(input, at, url.isSpecial());
    }

    private int skipSlashes(int at) {
        int i = at;
        while (isSlash(i)) {
            i++;
        }
        return i;
    }
}
