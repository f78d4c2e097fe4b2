package dev.nano.runtime.http;

import dev.nano.runtime.exchange.Failure;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The request target in its four forms (RFC 9112, 3.2).
 *
 * @param target raw path and query, or {@code *}
 * @param authority what an absolute target names, which then counts instead of {@code Host}; null in the other forms
 */
record RequestTarget(String target, @Nullable String authority) {

    static RequestTarget parse(String method, String raw) throws BadRequest {
        checkCharacters(raw);
        if (method.equals("CONNECT")) {
            throw new BadRequest(
                    Failure.METHOD_NOT_ALLOWED, "CONNECT: not served (expected: a request for a resource)");
        }
        if (raw.startsWith("/")) {
            return new RequestTarget(encoded(raw), null);
        }
        if (raw.equals("*")) {
            if (!method.equals("OPTIONS")) {
                throw new BadRequest("request target: * (expected: only with OPTIONS)");
            }
            return new RequestTarget(raw, null);
        }
        return absolute(raw);
    }

    private static RequestTarget absolute(String raw) throws BadRequest {
        int start;
        if (raw.regionMatches(true, 0, "http://", 0, 7)) {
            start = 7;
        } else if (raw.regionMatches(true, 0, "https://", 0, 8)) {
            start = 8;
        } else {
            throw new BadRequest("request target: neither a path nor an http URL");
        }
        int end = start;
        while (end < raw.length() && raw.charAt(end) != '/' && raw.charAt(end) != '?') {
            end++;
        }
        String authority = raw.substring(start, end);
        if (authority.isEmpty()) {
            throw new BadRequest("request target: no host in the URL");
        }
        checkAuthority("request target", authority);
        String rest = encoded(raw.substring(end));
        return new RequestTarget(rest.startsWith("/") ? rest : "/" + rest, authority);
    }

    /** Refuses whatever could not be the host and port of a URL: routing and the URL of the request stand on it. */
    static void checkAuthority(String what, String authority) throws BadRequest {
        int colon = -1;
        int i = 0;
        if (authority.startsWith("[")) {
            i = authority.indexOf(']') + 1;
            if (i == 0 || TrustedProxies.address(authority.substring(0, i)) == null) {
                throw new BadRequest(what + ": not a valid IPv6 address");
            }
        }
        int hostEnd = i;
        for (; i < authority.length(); i++) {
            char c = authority.charAt(i);
            if (c == ':' && colon < 0) {
                colon = i;
            } else if (colon >= 0 ? c < '0' || c > '9' : hostEnd > 0 || !isHostChar(c)) {
                throw new BadRequest(what + ": not a valid host and port");
            }
        }
        if (colon == 0 || (colon > 0 && port(authority, colon + 1) > 65535)) {
            throw new BadRequest(what + ": not a valid host and port");
        }
    }

    private static int port(String authority, int from) {
        int length = authority.length() - from;
        return length == 0 ? 0 : length > 5 ? Integer.MAX_VALUE : Integer.parseInt(authority, from, from + length, 10);
    }

    private static boolean isHostChar(char c) {
        return HeaderNames.isAlphanumeric(c) || "-._~%!$&'()*+;=".indexOf(c) >= 0;
    }

    private static void checkCharacters(String raw) throws BadRequest {
        if (raw.isEmpty()) {
            throw new BadRequest("request target: empty");
        }
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c <= ' ' || c == 0x7f || c == '#') {
                throw new BadRequest("request target: not allowed: character " + (int) c);
            }
        }
    }

    /** Some clients send UTF-8 as it is; percent-encoded it means the same and survives every later step. */
    private static String encoded(String raw) {
        int i = 0;
        while (i < raw.length() && raw.charAt(i) < 0x80) {
            i++;
        }
        if (i == raw.length()) {
            return raw;
        }
        StringBuilder encoded = new StringBuilder(raw.length() + 16);
        for (byte b : raw.getBytes(StandardCharsets.ISO_8859_1)) {
            if (b >= 0) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return encoded.toString();
    }
}
