package dev.nano.runtime.http;

import io.netty.handler.codec.http.HttpResponseStatus;

/** The words after the status in HTTP/1.1, which nothing depends on. */
final class Reasons {
    private Reasons() {}

    static String of(int status) {
        String reason = HttpResponseStatus.valueOf(status).reasonPhrase();
        // Netty makes up texts such as "Client Error (499)" for what has no name.
        return reason.indexOf('(') >= 0 && reason.contains(Integer.toString(status)) ? "" : reason;
    }
}
