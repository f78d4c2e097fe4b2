package dev.nano.runtime.web;

import dev.nano.runtime.exchange.RequestBody;
import dev.nano.runtime.outbound.AppOutbound;
import dev.nano.runtime.outbound.Destination;
import dev.nano.runtime.outbound.FetchFailure;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;

/**
 * Sends what one app {@code fetch()}es. It neither follows redirects nor keeps cookies; {@code fetch.js} does what the
 * standard asks for.
 */
final class OutboundHttp {

    private final AppOutbound app;

    OutboundHttp(AppOutbound app) {
        this.app = app;
    }

    AppOutbound app() {
        return app;
    }

    /** Told once how a request went, on any thread. */
    interface Listener {

        /** @param headers alternating lower-case names and values, without those that are about the connection */
        void answered(int status, String reason, String[] headers, OutboundBody body);

        void failed(FetchFailure failure);

        /** The connection is free again: the whole answer has arrived, has failed or was cancelled. */
        void released();

        /** Nothing more is to be had of the answer: it was read to its end, has failed or was cancelled. */
        void over();
    }

    /**
     * Sends a request.
     *
     * @param url absolute, http or https, without fragment
     * @param headers alternating names and values, valid
     * @param body what to send, or null
     * @param ahead bounds what arrives before it is asked for
     * @throws IllegalArgumentException when the URL or the method is none that can be sent
     * @throws IllegalStateException when the app has ended
     * @return the answer's body, whose {@link OutboundBody#abort} ends the request at any time
     */
    OutboundBody send(
            String method,
            String url,
            String[] headers,
            @Nullable RequestBody body,
            ReadAhead ahead,
            Listener listener) {
        HttpMethod verb = HttpMethod.valueOf(method);
        if (verb.equals(HttpMethod.CONNECT)) {
            throw new IllegalArgumentException("method: CONNECT (expected: one that fetch allows)");
        }
        Destination destination = Destination.of(url);
        HttpClient client = app.begin(destination.origin());
        OutboundBody answer =
                new OutboundBody(listener, ahead, destination.name(), () -> app.ended(destination.origin()));
        HttpClient.RequestSender sender = client.disableRetry(!isRepeatable(verb))
                .headers(target -> fill(target, headers, body, verb))
                .request(verb)
                .uri(url);
        HttpClient.ResponseReceiver<?> receiver =
                body == null ? sender : sender.send((request, out) -> out.send(publisher(body)));
        receiver.response((response, bytes) -> {
                    Unpacker unpacker = verb.equals(HttpMethod.HEAD) ? null : unpacker(response.responseHeaders());
                    answer.answered(unpacker);
                    HttpResponseStatus status = response.status();
                    String[] lines = headers(response, unpacker != null);
                    listener.answered(status.code(), status.reasonPhrase(), lines, answer);
                    return bytes.asByteArray();
                })
                .subscribe(answer);
        return answer;
    }

    /** Whether it may be sent once more when a connection from the pool turns out to be closed. */
    private static boolean isRepeatable(HttpMethod verb) {
        return verb.equals(HttpMethod.GET) || verb.equals(HttpMethod.HEAD);
    }

    private static Flux<ByteBuf> publisher(RequestBody body) {
        return Flux.create(sink -> new OutboundUpload(body, sink).start());
    }

    private static void fill(HttpHeaders target, String[] headers, @Nullable RequestBody body, HttpMethod verb) {
        for (int i = 0; i < headers.length; i += 2) {
            if (!ConnectionHeaders.isOne(headers[i]) && !ConnectionHeaders.isSetByClient(headers[i])) {
                target.add(headers[i], headers[i + 1]);
            }
        }
        if (!target.contains(HttpHeaderNames.ACCEPT)) {
            target.set(HttpHeaderNames.ACCEPT, "*/*");
        }
        if (!target.contains(HttpHeaderNames.ACCEPT_ENCODING)) {
            // A part of something packed cannot be unpacked.
            boolean isPart = target.contains(HttpHeaderNames.RANGE);
            target.set(HttpHeaderNames.ACCEPT_ENCODING, isPart ? "identity" : "gzip, deflate");
        }
        if (!target.contains(HttpHeaderNames.USER_AGENT)) {
            target.set(HttpHeaderNames.USER_AGENT, "NANO");
        }
        boolean sendsLength = body != null || verb.equals(HttpMethod.POST) || verb.equals(HttpMethod.PUT);
        long length = body == null ? 0 : body.announcedLength();
        if (sendsLength && length >= 0) {
            target.set(HttpHeaderNames.CONTENT_LENGTH, length);
        }
    }

    private static @Nullable Unpacker unpacker(HttpHeaders headers) {
        List<String> encodings = headers.getAll(HttpHeaderNames.CONTENT_ENCODING);
        return encodings.size() == 1 ? Unpacker.of(encodings.getFirst()) : null;
    }

    /** @param isUnpacked whether apps get the body without its packing, of which two headers speak */
    private static String[] headers(HttpClientResponse response, boolean isUnpacked) {
        List<String> headers = new ArrayList<>();
        for (Map.Entry<String, String> entry : response.responseHeaders()) {
            String name = entry.getKey().toLowerCase(Locale.ROOT);
            boolean isAboutPacking = isUnpacked && (name.equals("content-encoding") || name.equals("content-length"));
            if (!isAboutPacking && !ConnectionHeaders.isOne(name)) {
                headers.add(name);
                headers.add(entry.getValue());
            }
        }
        return headers.toArray(String[]::new);
    }
}
