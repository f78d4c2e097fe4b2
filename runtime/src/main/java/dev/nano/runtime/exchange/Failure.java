package dev.nano.runtime.exchange;

/** The errors that the runtime itself answers with; an app's own error responses are not among them. */
public enum Failure {
    NO_APP(404, "no_app"),
    NOT_FOUND(404, "not_found"),
    METHOD_NOT_ALLOWED(405, "method_not_allowed"),
    /** The handler threw, or its promise was rejected. */
    HANDLER_ERROR(500, "handler_error"),
    /** The handler returned something that is not a Response, or one whose body was already used. */
    NOT_A_RESPONSE(500, "not_a_response"),
    INTERNAL(500, "internal"),
    /** No version of the app has loaded yet. */
    LOAD_FAILED(503, "load_failed"),
    TIMEOUT(504, "timeout"),
    /** The isolate that ran this request held more live memory than the app may. */
    MEMORY_LIMIT(503, "memory_limit"),
    /** The request used more processor time than the app allows one. */
    CPU_LIMIT(503, "cpu_limit"),
    /** The isolate ended for a reason that was not this request's own, such as a limit broken by another one. */
    ISOLATE_ENDED(503, "isolate_ended"),
    /** A thread of the app is stuck in work that cannot be interrupted. */
    QUARANTINED(503, "quarantined"),
    QUEUE_FULL(503, "queue_full"),
    DRAINING(503, "draining"),
    /** A limit of connections is reached: the connection is closed before a request is read. */
    TOO_MANY_CONNECTIONS(503, "too_many_connections"),
    BODY_TOO_LARGE(413, "body_too_large"),
    BAD_REQUEST(400, "bad_request"),
    REQUEST_TIMEOUT(408, "request_timeout"),
    URI_TOO_LONG(414, "uri_too_long"),
    HEADERS_TOO_LARGE(431, "headers_too_large"),
    UNAUTHORIZED(401, "unauthorized"),
    FORBIDDEN(403, "forbidden");

    private final int status;
    private final String code;

    Failure(int status, String code) {
        this.status = status;
        this.code = code;
    }

    /** The HTTP status that it is answered with. */
    public int status() {
        return status;
    }

    /** What stands in the {@code nano-error} header and in {@code error.code} of the body. */
    public String code() {
        return code;
    }

    /** Whether the same request may well succeed a moment later; answered with {@code Retry-After: 1}. */
    public boolean isTransient() {
        return this == QUEUE_FULL
                || this == TOO_MANY_CONNECTIONS
                || this == DRAINING
                || this == MEMORY_LIMIT
                || this == CPU_LIMIT
                || this == ISOLATE_ENDED;
    }
}
