package dev.nano.runtime.http;

import org.jspecify.annotations.Nullable;

/** The headers of one request that decide about framing, routing and the connection. */
final class HeaderChecks {
    private static final int MAX_LENGTH_DIGITS = 18;
    private static final int MAX_REQUEST_ID = 128;

    private final RequestHead.Builder head;
    private @Nullable String host;
    private boolean badRequestId;
    private boolean hasAuthorization;
    private boolean hasContentType;

    HeaderChecks(RequestHead.Builder head) {
        this.head = head;
    }

    /** A header of HTTP/2. */
    void see(String name, String value) throws BadRequest {
        for (int i = 0; i < value.length(); i++) {
            if (!AnswerHead.isValueChar(value.charAt(i))) {
                throw new BadRequest("header: a control character in a value");
            }
        }
        switch (name) {
            case "host" -> host(value);
            case "expect" -> head.expectsContinue |= value.equalsIgnoreCase("100-continue");
            case "x-request-id" -> requestId(value);
            case "content-length" -> contentLength(value);
            case "authorization" -> authorization();
            case "content-type" -> contentType();
            default -> {}
        }
    }

    void finishHttp2() throws BadRequest {
        if (host == null) {
            throw new BadRequest(":authority: missing");
        }
        head.authority = host;
    }

    /** A header line of HTTP/1. */
    void see(byte[] b, int from, int colon, int end) throws BadRequest {
        int length = colon - from;
        switch (length) {
            case 4 -> {
                if (HeaderNames.matches(b, from, length, "host")) {
                    host(RequestHead.value(b, colon + 1, end));
                }
            }
            case 6 -> {
                if (HeaderNames.matches(b, from, length, "expect")) {
                    head.expectsContinue |= RequestHead.value(b, colon + 1, end).equalsIgnoreCase("100-continue");
                }
            }
            case 10 -> {
                if (HeaderNames.matches(b, from, length, "connection")) {
                    connection(RequestHead.value(b, colon + 1, end));
                }
            }
            case 12 -> {
                if (HeaderNames.matches(b, from, length, "x-request-id")) {
                    requestId(RequestHead.value(b, colon + 1, end));
                } else if (HeaderNames.matches(b, from, length, "content-type")) {
                    contentType();
                }
            }
            case 13 -> {
                if (HeaderNames.matches(b, from, length, "authorization")) {
                    authorization();
                }
            }
            case 14 -> {
                if (HeaderNames.matches(b, from, length, "content-length")) {
                    contentLength(RequestHead.value(b, colon + 1, end));
                }
            }
            case 17 -> {
                if (HeaderNames.matches(b, from, length, "transfer-encoding")) {
                    transferEncoding(RequestHead.value(b, colon + 1, end));
                }
            }
            default -> {}
        }
    }

    void finish(@Nullable String absolute) throws BadRequest {
        if (head.chunked && head.contentLength >= 0) {
            throw new BadRequest("content-length: not allowed together with transfer-encoding");
        }
        if (head.chunked && !head.http11) {
            throw new BadRequest("transfer-encoding: not allowed in HTTP/1.0");
        }
        if (host == null && head.http11) {
            throw new BadRequest("host: missing");
        }
        head.authority = absolute != null ? absolute : host != null ? host : "";
    }

    void host(String value) throws BadRequest {
        if (host != null) {
            throw new BadRequest("host: more than one");
        }
        RequestTarget.checkAuthority("host", value);
        host = value;
    }

    /** There is one of it (RFC 9110, 5.3), and a proxy that checks the first would let pass what the app reads in the second. */
    private void authorization() throws BadRequest {
        if (hasAuthorization) {
            throw new BadRequest("authorization: more than one");
        }
        hasAuthorization = true;
    }

    private void contentType() throws BadRequest {
        if (hasContentType) {
            throw new BadRequest("content-type: more than one");
        }
        hasContentType = true;
    }

    private void contentLength(String value) throws BadRequest {
        if (head.contentLength >= 0) {
            throw new BadRequest("content-length: more than one");
        }
        head.contentLength = length(value);
    }

    /** @throws BadRequest when {@code value} is anything but digits */
    static long length(String value) throws BadRequest {
        if (value.isEmpty() || value.length() > MAX_LENGTH_DIGITS) {
            throw new BadRequest("content-length: not a length (expected: digits)");
        }
        long length = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < '0' || c > '9') {
                throw new BadRequest("content-length: not a length (expected: digits)");
            }
            length = length * 10 + (c - '0');
        }
        return length;
    }

    private void transferEncoding(String value) throws BadRequest {
        if (head.chunked || !value.equalsIgnoreCase("chunked")) {
            throw new BadRequest("transfer-encoding: not understood (expected: chunked, once)");
        }
        head.chunked = true;
    }

    private void connection(String value) {
        if (value.equalsIgnoreCase("keep-alive")) {
            head.connectionKeepAlive = true;
            return;
        }
        for (String token : value.split(",", -1)) {
            String option = token.strip();
            head.connectionClose |= option.equalsIgnoreCase("close");
            head.connectionKeepAlive |= option.equalsIgnoreCase("keep-alive");
        }
    }

    private void requestId(String value) {
        badRequestId |= head.requestId != null || !isRequestId(value);
        head.requestId = badRequestId ? null : value;
    }

    /** Whether {@code value} is fit for logs and headers: {@code [A-Za-z0-9._-]{1,128}}. */
    static boolean isRequestId(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean allowed = HeaderNames.isAlphanumeric(c) || c == '.' || c == '_' || c == '-';
            if (!allowed) {
                return false;
            }
        }
        return !value.isEmpty() && value.length() <= MAX_REQUEST_ID;
    }
}
