package dev.nano.runtime.admin;

import dev.nano.runtime.exchange.Exchange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a route answers. */
final class Answer {

    private final int status;
    private final List<String> headers;
    private final byte[] body;

    private Answer(int status, List<String> headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    static Answer json(int status, Object body) {
        return new Answer(status, List.of("content-type", "application/json"), Json.bytes(body));
    }

    /** @param json in UTF-8 */
    static Answer json(byte[] json) {
        return text("application/json", json);
    }

    static Answer text(String contentType, String body) {
        return text(contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    /** @param body UTF-8 */
    static Answer text(String contentType, byte[] body) {
        return new Answer(200, List.of("content-type", contentType), body);
    }

    Answer with(String header, String value) {
        List<String> more = new ArrayList<>(headers);
        more.add(header);
        more.add(value);
        return new Answer(status, List.copyOf(more), body);
    }

    void send(Exchange exchange) {
        exchange.respond(status, headers.toArray(String[]::new), body);
    }
}
