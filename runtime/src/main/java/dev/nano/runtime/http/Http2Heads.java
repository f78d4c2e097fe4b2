package dev.nano.runtime.http;

import dev.nano.runtime.exchange.Failure;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Translates heads of requests and answers from and to HTTP/2, by the same rules as in HTTP/1. */
final class Http2Heads {
    private Http2Heads() {}

    /** @param hasBody whether anything follows the head */
    static RequestHead request(Http2Headers from, boolean hasBody, HttpLimits limits) throws BadRequest {
        RequestHead.Builder head = new RequestHead.Builder();
        head.http11 = true;
        head.chunked = hasBody;
        head.method = pseudo(from.method(), ":method");
        if (!head.method.chars().allMatch(HeaderNames::isTokenChar)) {
            throw new BadRequest(":method: no token (expected: such as GET)");
        }
        String path = pseudo(from.path(), ":path");
        if (path.length() > limits.requestLineBytes()) {
            throw new BadRequest(
                    Failure.URI_TOO_LONG,
                    ":path: too long (expected: at most " + limits.requestLineBytes() + " bytes)");
        }
        RequestTarget target = RequestTarget.parse(head.method, path);
        if (target.authority() != null) {
            throw new BadRequest(":path: a whole URL (expected: a path)");
        }
        head.target = target.target();
        head.headers = headers(from, head, limits);
        head.count = head.headers.length / 2;
        return new RequestHead(head, new byte[0]);
    }

    private static String pseudo(@Nullable CharSequence value, String name) throws BadRequest {
        if (value == null || value.isEmpty()) {
            throw new BadRequest(name + ": missing");
        }
        return value.toString();
    }

    private static String[] headers(Http2Headers from, RequestHead.Builder head, HttpLimits limits) throws BadRequest {
        List<String> headers = new ArrayList<>(from.size() * 2);
        HeaderChecks checks = new HeaderChecks(head);
        StringBuilder cookies = new StringBuilder();
        CharSequence authority = from.authority();
        if (authority != null && !authority.isEmpty()) {
            checks.host(authority.toString());
            headers.add("host");
            headers.add(authority.toString());
        }
        int bytes = 0;
        for (Map.Entry<CharSequence, CharSequence> entry : from) {
            String name = entry.getKey().toString();
            String value = entry.getValue().toString();
            bytes += name.length() + value.length() + 4;
            if (bytes > limits.headerBytes() + limits.requestLineBytes() || headers.size() / 2 > limits.headerCount()) {
                throw new BadRequest(
                        Failure.HEADERS_TOO_LARGE,
                        "headers: too large (expected: at most " + limits.headerBytes() + " bytes and "
                                + limits.headerCount() + " headers)");
            }
            if (name.startsWith(":")) {
                continue;
            }
            if (name.equals("cookie")) {
                // HTTP/2 may cut cookies apart; everybody else expects one header.
                cookies.append(cookies.isEmpty() ? "" : "; ").append(value);
            } else if (!(name.equals("host") && value.contentEquals(authority == null ? "" : authority))) {
                checks.see(name, value);
                headers.add(name);
                headers.add(value);
            }
        }
        if (!cookies.isEmpty()) {
            headers.add("cookie");
            headers.add(cookies.toString());
        }
        checks.finishHttp2();
        head.headerBytes = bytes;
        return headers.toArray(new String[0]);
    }

    /** The head of an answer. */
    static Http2Headers answer(HttpExchange exchange, long length, byte[] date) throws AnswerHead.Invalid {
        AnswerHead.checkStatus(exchange.status());
        return answer(exchange.status(), exchange.answerHeaders(), length, date, exchange.id());
    }

    static Http2Headers answer(int status, String[] headers, long length, byte[] date, String requestId)
            throws AnswerHead.Invalid {
        Http2Headers head = new DefaultHttp2Headers(false, headers.length / 2 + 4);
        head.status(Integer.toString(status));
        boolean dated = false;
        for (int i = 0; i + 1 < headers.length; i += 2) {
            String name = AnswerHead.name(headers[i]);
            if (!AnswerHead.isReserved(name)) {
                AnswerHead.checkValue(name, headers[i + 1]);
                dated |= name.equals("date");
                head.add(name, headers[i + 1]);
            }
        }
        if (length >= 0) {
            head.add("content-length", Long.toString(length));
        }
        if (!dated) {
            head.add("date", new AsciiString(date, false));
        }
        head.add("x-request-id", requestId);
        return head;
    }
}
