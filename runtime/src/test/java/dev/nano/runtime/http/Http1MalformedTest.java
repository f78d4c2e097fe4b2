package dev.nano.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(BufferLeaks.class)
class Http1MalformedTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n";

    static Stream<Arguments> heads() {
        return Stream.of(
                bad("no host", "GET / HTTP/1.1\r\n\r\n"),
                bad("two hosts", GET + "Host: a\r\n\r\n"),
                bad("host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
                bad("host with a user", "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n"),
                bad("host with a blank", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n"),
                bad("host list", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"),
                bad("host with a bad port", "GET / HTTP/1.1\r\nHost: a:b\r\n\r\n"),
                bad("host with a huge port", "GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n"),
                bad("host of a port only", "GET / HTTP/1.1\r\nHost: :80\r\n\r\n"),
                bad("host not an IPv6 address", "GET / HTTP/1.1\r\nHost: [::x]\r\n\r\n"),
                bad("no version", "GET /\r\nHost: a\r\n\r\n"),
                bad("version 2", "GET / HTTP/2.0\r\nHost: a\r\n\r\n"),
                bad("version in lower case", "GET / http/1.1\r\nHost: a\r\n\r\n"),
                bad("two blanks", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"),
                bad("blank in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"),
                bad("fragment in the target", "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n"),
                bad("control character in the target", "GET /a\u0001 HTTP/1.1\r\nHost: a\r\n\r\n"),
                bad("relative target", "GET a HTTP/1.1\r\nHost: a\r\n\r\n"),
                bad("foreign scheme", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n"),
                bad("absolute target with a user", "GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n"),
                bad("absolute target without a host", "GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n"),
                bad("asterisk with GET", "GET * HTTP/1.1\r\nHost: a\r\n\r\n"),
                bad("method with a colon", "G:T / HTTP/1.1\r\nHost: a\r\n\r\n"),
                bad("no HTTP at all", "\u0016\u0003\u0001\u0002\u0000"),
                bad("NUL before the request line", "\u0000" + GET + "\r\n"),
                bad("line feed before the request line", "\n" + GET + "\r\n"),
                bad("line feed alone after the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n"),
                bad("line feed alone after a header", GET + "A: b\n\r\n"),
                bad("line feed alone at the end", GET + "A: b\r\n\n"),
                bad("carriage return alone", GET + "A: b\rC: d\r\n\r\n"),
                bad("carriage return alone in the target", "GET /\r HTTP/1.1\r\nHost: a\r\n\r\n"),
                bad("folded header", GET + "A: b\r\n c\r\n\r\n"),
                bad("folded first header", "GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
                bad("blank before the colon", GET + "A : b\r\n\r\n"),
                bad("blank in a name", GET + "A b: c\r\n\r\n"),
                bad("no name", GET + ": b\r\n\r\n"),
                bad("no colon", GET + "A\r\n\r\n"),
                bad("NUL in a value", GET + "A: b\u0000c\r\n\r\n"),
                bad("two lengths", GET + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
                bad("the same length twice", GET + "Content-Length: 1\r\nContent-Length: 1\r\n\r\na"),
                bad("length list", GET + "Content-Length: 1, 1\r\n\r\na"),
                bad("signed length", GET + "Content-Length: +1\r\n\r\na"),
                bad("negative length", GET + "Content-Length: -1\r\n\r\na"),
                bad("hexadecimal length", GET + "Content-Length: 0x1\r\n\r\na"),
                bad("empty length", GET + "Content-Length: \r\n\r\n"),
                bad("length that overflows", GET + "Content-Length: 99999999999999999999\r\n\r\n"),
                bad("length and chunked", GET + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                bad("chunked and length", GET + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n"),
                bad("chunked twice", GET + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                bad("chunked with a parameter", GET + "Transfer-Encoding: chunked;x\r\n\r\n0\r\n\r\n"),
                bad("chunked, xchunked", GET + "Transfer-Encoding: chunked, xchunked\r\n\r\n0\r\n\r\n"),
                bad("chunked folded", GET + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"),
                bad("gzip, chunked", GET + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
                bad("identity", GET + "Transfer-Encoding: identity\r\n\r\n"),
                bad("vertical tab before chunked", GET + "Transfer-Encoding:\u000bchunked\r\n\r\n0\r\n\r\n"),
                bad("chunked in HTTP/1.0", "GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                Arguments.of("CONNECT", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", 405, "method_not_allowed"),
                Arguments.of("long target", "GET /" + "x".repeat(8192) + " HTTP/1.1\r\n", 414, "uri_too_long"),
                Arguments.of("endless target", "GET /" + "x".repeat(8193), 414, "uri_too_long"),
                Arguments.of("big header", GET + "A: " + "x".repeat(32768), 431, "headers_too_large"),
                Arguments.of("many headers", GET + "A: b\r\n".repeat(100) + "\r\n", 431, "headers_too_large"));
    }

    private static Arguments bad(String what, String bytes) {
        return Arguments.of(what, bytes, 400, "bad_request");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("heads")
    void isRefusedAndTheConnectionClosed(String what, String bytes, int status, String code) throws Exception {
        AtomicInteger handled = new AtomicInteger();
        try (Served served = Served.by(exchange -> {
                    handled.incrementAndGet();
                    exchange.respond(200, new String[0], "");
                });
                RawClient client = served.connect()) {
            client.send(bytes);
            RawClient.Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.header("nano-error")).contains(code);
            assertThat(answer.header("content-type")).contains("application/json");
            assertThat(answer.header("connection")).contains("close");
            assertThat(answer.body())
                    .startsWith("{\"error\":{\"code\":\"" + code + "\",\"message\":\"")
                    .contains(
                            "\"request_id\":\"" + answer.header("x-request-id").orElseThrow() + "\"");
            assertThat(client.isClosed()).isTrue();
            assertThat(handled).hasValue(0);
            assertThat(served.listener().stats().rejectedRequests()).isEqualTo(1);
        }
    }

    static Stream<Arguments> chunks() {
        return Stream.of(
                Arguments.of("no digits", "x\r\n"),
                Arguments.of("empty size", "\r\n"),
                Arguments.of("prefix", "0x1\r\na\r\n"),
                Arguments.of("sign", "-1\r\na\r\n"),
                Arguments.of("leading blank", " 1\r\na\r\n"),
                Arguments.of("trailing blank", "1 \r\na\r\n"),
                Arguments.of("huge", "fffffffff\r\n"),
                Arguments.of("line feed alone", "1\na\r\n"),
                Arguments.of("carriage return in an extension", "1;a\rb\r\na\r\n"),
                Arguments.of("open quotes in an extension", "1;a=\"b\r\na\r\n"),
                Arguments.of("quotes that only seem closed", "1;a=\"b\\\"\r\na\r\n"),
                Arguments.of("longer than its size", "1\r\nab\r\n"),
                Arguments.of("data ended by a line feed", "1\r\na\n"),
                Arguments.of("endless extension", "1;" + "x".repeat(3000)),
                Arguments.of("trailer without a colon", "0\r\nabc\r\n\r\n"),
                Arguments.of("folded trailer", "0\r\na: b\r\n c\r\n\r\n"),
                Arguments.of("endless trailers", "0\r\n" + ("a: " + "b".repeat(1000) + "\r\n").repeat(9)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("chunks")
    void aBrokenChunkIsRefusedAndTheConnectionClosed(String what, String bytes) throws Exception {
        try (Served served = Served.by(exchange ->
                        BodyReader.readAll(exchange).thenAccept(body -> exchange.respond(200, new String[0], body)));
                RawClient client = served.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + bytes);
            RawClient.Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.header("nano-error")).contains("bad_request");
            assertThat(answer.header("connection")).contains("close");
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void aRequestBehindABrokenOneIsNotServed() throws Exception {
        AtomicInteger handled = new AtomicInteger();
        try (Served served = Served.by(exchange -> {
                    handled.incrementAndGet();
                    exchange.respond(200, new String[0], "");
                });
                RawClient client = served.connect()) {
            client.send(GET + "Content-Length: x\r\n\r\n" + GET + "\r\n");
            assertThat(client.read().status()).isEqualTo(400);
            assertThat(client.rest()).isEmpty();
            assertThat(handled).hasValue(0);
        }
    }
}
