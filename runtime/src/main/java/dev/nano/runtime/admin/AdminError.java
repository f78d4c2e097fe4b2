package dev.nano.runtime.admin;

import dev.nano.runtime.text.Excerpt;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call that is answered with an error: {@code {"error":{"code","message",...,"request_id"}}}. */
final class AdminError extends Exception {

    private final int status;
    private final String code;
    private final transient Map<String, @Nullable Object> details;
    private final transient List<String> headers;

    private AdminError(
            int status, String code, String message, Map<String, @Nullable Object> details, List<String> headers) {
        super(Excerpt.of(message, 2 * Excerpt.MESSAGE), null, false, false);
        this.status = status;
        this.code = code;
        this.details = details;
        this.headers = headers;
    }

    /** @param message for people: names the thing and the remedy, and no secret */
    AdminError(int status, String code, String message) {
        this(status, code, message, Map.of(), List.of());
    }

    /** 400: the document does not say what it should. */
    static AdminError invalid(List<String> problems) {
        String message = problems.size() == 1
                ? problems.getFirst()
                : problems.size() + " problems, the first: " + problems.getFirst();
        return new AdminError(400, "invalid", message).with("problems", problems);
    }

    /** 400: {@code problem} is the only one. */
    static AdminError invalid(String problem) {
        return invalid(List.of(problem));
    }

    /** One more field in the error object. */
    AdminError with(String field, @Nullable Object value) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(details);
        more.put(field, value);
        return new AdminError(status, code, describe(), more, headers);
    }

    /** One more header of the answer. */
    AdminError withHeader(String name, String value) {
        return new AdminError(status, code, describe(), details, List.of(name, value));
    }

    int status() {
        return status;
    }

    /** The error object without the id of the request, as it also stands in the results of a set. */
    Map<String, @Nullable Object> body() {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("code", code);
        body.put("message", describe());
        body.putAll(details);
        return body;
    }

    Answer answer(String requestId) {
        Map<String, @Nullable Object> body = body();
        body.put("request_id", requestId);
        Answer answer = Answer.json(status, Map.of("error", body)).with("nano-error", code);
        for (int i = 0; i < headers.size(); i += 2) {
            answer = answer.with(headers.get(i), headers.get(i + 1));
        }
        return answer;
    }

    private String describe() {
        return String.valueOf(getMessage());
    }
}
