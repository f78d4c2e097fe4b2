package dev.nano.runtime.http;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A request without its body, checked. Header strings are made when somebody asks for them: many apps never do.
 *
 * <p>Immutable but for the cached headers, which any thread may make; two threads would make equal ones.
 */
final class RequestHead {
    /** The value of {@link #contentLength} when there was no such header. */
    static final long NO_LENGTH = -1;

    final String method;

    /** Raw path and query, {@code *}, or what else {@link RequestTarget} lets through. */
    final String target;

    final String authority;
    final boolean http11;
    final boolean keepAlive;
    final boolean expectsContinue;
    final boolean chunked;
    final long contentLength;
    final @Nullable String requestId;

    private final byte[] lines;
    private final int count;
    private final int headerBytes;
    private String @Nullable [] headers;

    RequestHead(Builder b, byte[] lines) {
        this.method = b.method;
        this.target = b.target;
        this.authority = b.authority;
        this.http11 = b.http11;
        this.keepAlive = b.http11 ? !b.connectionClose : b.connectionKeepAlive && !b.connectionClose;
        this.expectsContinue = b.http11 && b.expectsContinue;
        this.chunked = b.chunked;
        this.contentLength = b.contentLength;
        this.requestId = b.requestId;
        this.headers = b.headers;
        this.lines = lines;
        this.count = b.count;
        this.headerBytes = b.headerBytes;
    }

    /** Collects what the parsers find. */
    static final class Builder {
        String method = "";
        String target = "";
        String authority = "";
        boolean http11;
        boolean connectionClose;
        boolean connectionKeepAlive;
        boolean expectsContinue;
        boolean chunked;
        long contentLength = NO_LENGTH;

        @Nullable
        String requestId;

        String @Nullable [] headers;
        int count;
        /** Of {@link #headers}, in bytes. */
        int headerBytes;
    }

    /** About; its strings included, which apps mostly ask for. */
    int heapBytes() {
        return 512 + target.length() + 2 * lines.length + headerBytes + 128 * count;
    }

    boolean hasBody() {
        return chunked || contentLength > 0;
    }

    boolean isHead() {
        return method.equals("HEAD");
    }

    /** Alternating lower-case names and values, as they arrived. */
    String[] headers() {
        String[] made = headers;
        if (made == null) {
            made = split();
            headers = made;
        }
        return made;
    }

    /** The value of the last header of this name, or null. */
    @Nullable
    String last(String lowerCaseName) {
        String[] all = headers();
        for (int i = all.length - 2; i >= 0; i -= 2) {
            if (all[i].equals(lowerCaseName)) {
                return all[i + 1];
            }
        }
        return null;
    }

    private String[] split() {
        String[] split = new String[count * 2];
        int at = 0;
        for (int i = 0; i < split.length; i += 2) {
            int colon = at;
            while (lines[colon] != ':') {
                colon++;
            }
            int end = colon;
            while (lines[end] != '\r') {
                end++;
            }
            split[i] = HeaderNames.of(lines, at, colon - at);
            split[i + 1] = value(lines, colon + 1, end);
            at = end + 2;
        }
        return HeaderJoins.of(split, authority);
    }

    /** The text between two positions without the blanks around it. */
    static String value(byte[] bytes, int from, int to) {
        int start = from;
        int end = to;
        while (start < end && isBlank(bytes[start])) {
            start++;
        }
        while (end > start && isBlank(bytes[end - 1])) {
            end--;
        }
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }
}
