package dev.nano.runtime.http;

import dev.nano.runtime.exchange.Failure;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** How the runtime's own errors look: the same in every protocol. */
final class ErrorAnswer {
    final String requestId;
    final int status;
    final String[] headers;
    final byte[] body;

    private ErrorAnswer(String requestId, int status, String[] headers, byte[] body) {
        this.requestId = requestId;
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    static ErrorAnswer of(Failure failure, String message, String requestId) {
        List<String> headers =
                new ArrayList<>(List.of("content-type", "application/json", "nano-error", failure.code()));
        if (failure.isTransient()) {
            headers.addAll(List.of("retry-after", "1"));
        }
        String body = "{\"error\":{\"code\":" + quoted(failure.code()) + ",\"message\":" + quoted(message)
                + ",\"request_id\":" + quoted(requestId) + "}}";
        return new ErrorAnswer(
                requestId, failure.status(), headers.toArray(new String[0]), body.getBytes(StandardCharsets.UTF_8));
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> json.append('\\').append(c);
                case '\n' -> json.append("\\n");
                default -> {
                    if (c < 0x20) {
                        json.append("\\u00").append(HexFormat.of().toHexDigits((byte) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        return json.append('"').toString();
    }
}
