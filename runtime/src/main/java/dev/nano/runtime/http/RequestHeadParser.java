package dev.nano.runtime.http;

import dev.nano.runtime.exchange.Failure;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the head of an HTTP/1 request, and is strict: where two implementations could understand a request differently
 * (RFC 9112, 11.2), it is refused. A head that is not there yet is read again from its start when more has arrived.
 *
 * <p>One per event loop, because of its scratch space.
 */
final class RequestHeadParser {
    private static final int FIRST_LOOK = 2048;
    private static final String[] METHODS = {"GET", "POST", "PUT", "HEAD", "PATCH", "DELETE", "OPTIONS"};

    private byte[] scratch = new byte[FIRST_LOOK];
    private int lineStart;
    private int headersStart;

    /**
     * Takes one head off {@code in}, or nothing and returns null when it is incomplete.
     *
     * @throws BadRequest when no valid request can come of it any more
     */
    @Nullable
    RequestHead parse(ByteBuf in, HttpLimits limits) throws BadRequest {
        int available = Math.min(in.readableBytes(), limits.headBytes() + 4);
        int length = Math.min(available, FIRST_LOOK);
        int end = load(in, length);
        if (end < 0 && available > length) {
            length = available;
            end = load(in, length);
        }
        int requestLine = (headersStart > 0 ? headersStart - 2 : length) - lineStart;
        if (requestLine > limits.requestLineBytes()) {
            throw new BadRequest(
                    Failure.URI_TOO_LONG,
                    "request line: too long (expected: at most " + limits.requestLineBytes() + " bytes)");
        }
        if (headersStart > 0 && (end < 0 ? length : end - 2) - headersStart > limits.headerBytes()) {
            throw new BadRequest(
                    Failure.HEADERS_TOO_LARGE,
                    "headers: too large (expected: at most " + limits.headerBytes() + " bytes)");
        }
        if (end < 0) {
            checkStart(length);
            // Line ends before a request are not kept, so that they cannot pile up.
            in.skipBytes(lineStart);
            return null;
        }
        RequestHead head = parse(end - 2, limits);
        in.skipBytes(end);
        return head;
    }

    /** Copies bytes in and returns the end of the head in them, or -1. */
    private int load(ByteBuf in, int length) throws BadRequest {
        if (scratch.length < length) {
            scratch = new byte[length];
        }
        in.getBytes(in.readerIndex(), scratch, 0, length);
        lineStart = 0;
        headersStart = 0;
        int line = 0;
        for (int i = 0; i < length; i++) {
            if (scratch[i] != '\n') {
                continue;
            }
            if (i == line || scratch[i - 1] != '\r') {
                throw new BadRequest("line end: a line feed alone (expected: carriage return and line feed)");
            }
            boolean empty = i - 1 == line;
            line = i + 1;
            if (empty && headersStart > 0) {
                return line;
            }
            if (empty) {
                // Some clients send a line end too many after a body.
                lineStart = line;
            } else if (headersStart == 0) {
                headersStart = line;
            }
        }
        return -1;
    }

    /** Tells at the first bytes that this is not HTTP, instead of waiting for a line end. */
    private void checkStart(int length) throws BadRequest {
        for (int i = lineStart; i < length && scratch[i] != ' ' && scratch[i] != '\r'; i++) {
            if (!HeaderNames.isTokenChar(scratch[i] & 0xff)) {
                throw new BadRequest("request line: not an HTTP method");
            }
        }
    }

    private RequestHead parse(int end, HttpLimits limits) throws BadRequest {
        RequestHead.Builder head = new RequestHead.Builder();
        String absolute = requestLine(head);
        HeaderChecks checks = new HeaderChecks(head);
        int at = headersStart;
        while (at < end) {
            if (++head.count > limits.headerCount()) {
                throw new BadRequest(
                        Failure.HEADERS_TOO_LARGE,
                        "headers: too many (expected: at most " + limits.headerCount() + ")");
            }
            at = header(at, checks);
        }
        checks.finish(absolute);
        return new RequestHead(head, Arrays.copyOfRange(scratch, headersStart, end));
    }

    /** Returns the authority of an absolute target, or null. */
    private @Nullable String requestLine(RequestHead.Builder head) throws BadRequest {
        byte[] b = scratch;
        int end = headersStart - 2;
        int space = lineStart;
        while (HeaderNames.isTokenChar(b[space] & 0xff)) {
            space++;
        }
        if (space == lineStart || b[space] != ' ') {
            throw new BadRequest("request line: not an HTTP method");
        }
        head.method = method(lineStart, space - lineStart);
        int version = end - 9;
        if (version <= space
                || b[version] != ' '
                || b[version + 1] != 'H'
                || b[version + 2] != 'T'
                || b[version + 3] != 'T'
                || b[version + 4] != 'P'
                || b[version + 5] != '/'
                || b[version + 6] != '1'
                || b[version + 7] != '.'
                || b[version + 8] < '0'
                || b[version + 8] > '9') {
            throw new BadRequest("request line: not an HTTP version (expected: HTTP/1.1 or HTTP/1.0)");
        }
        head.http11 = b[version + 8] != '0';
        String raw = new String(b, space + 1, version - space - 1, StandardCharsets.ISO_8859_1);
        RequestTarget target = RequestTarget.parse(head.method, raw);
        head.target = target.target();
        return target.authority();
    }

    private String method(int from, int length) {
        for (String method : METHODS) {
            if (method.length() == length && method.charAt(0) == scratch[from] && startsWith(from, method)) {
                return method;
            }
        }
        return new String(scratch, from, length, StandardCharsets.ISO_8859_1);
    }

    private boolean startsWith(int from, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (scratch[from + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Checks one header line and returns the start of the next. */
    private int header(int from, HeaderChecks checks) throws BadRequest {
        byte[] b = scratch;
        int colon = from;
        while (HeaderNames.isTokenChar(b[colon] & 0xff)) {
            colon++;
        }
        if (colon == from || b[colon] != ':') {
            // Also the second line of a folded header, which begins with a blank, and a blank before the colon.
            throw new BadRequest("header: not a name followed by a colon");
        }
        int end = colon + 1;
        while (AnswerHead.isValueChar((char) (b[end] & 0xff))) {
            end++;
        }
        if (b[end] != '\r' || b[end + 1] != '\n') {
            throw new BadRequest("header: a control character in a value");
        }
        checks.see(b, from, colon, end);
        return end + 2;
    }
}
