package dev.nano.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nano.runtime.exchange.Exchange;
import dev.nano.runtime.exchange.Failure;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(BufferLeaks.class)
class Http1RequestTest {

    @Test
    void answersGetAndKeepsTheConnection() throws Exception {
        try (Served served = Served.by(Served::echo);
                RawClient client = served.connect()) {
            for (int i = 0; i < 3; i++) {
                client.send("GET /a?b=" + i + " HTTP/1.1\r\nHost: a.local:80\r\n\r\n");
                RawClient.Answer answer = client.read();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo("GET http://a.local:80/a?b=" + i);
                assertThat(answer.header("content-type")).contains("text/plain");
                assertThat(answer.header("date")).isPresent();
                assertThat(answer.header("x-request-id")).isPresent();
                assertThat(answer.header("connection")).isEmpty();
                assertThat(answer.header("server")).isEmpty();
            }
        }
    }

    @Test
    void worksOnNioToo() throws Exception {
        try (Served served = Served.on(HttpThreads.startNio(1), Served::echo, config -> config);
                RawClient client = served.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.read().body()).isEqualTo("GET http://a/");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        GET     | /p?q=1&r=%20            | a.local         | http://a.local/p?q=1&r=%20  | /p
        GET     | http://b.local/x?y      | a.local         | http://b.local/x?y          | /x
        GET     | HTTP://b.local:81       | a.local         | http://b.local:81/          | /
        GET     | http://b.local?z        | a.local         | http://b.local/?z           | /
        OPTIONS | *                       | a.local         | http://a.local/             | *
        PURGE   | //x/../y                | a.local:8080    | http://a.local:8080//x/../y | //x/../y
        GET     | /                       | [::1]:90        | http://[::1]:90/            | /
        """)
    void theUrlIsWhatTheClientAskedFor(String method, String target, String host, String url, String path)
            throws Exception {
        try (Served served = Served.by(exchange -> exchange.respond(
                        200, new String[0], exchange.method() + " " + exchange.url() + " " + exchange.path()));
                RawClient client = served.connect()) {
            client.send(method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
            assertThat(client.read().body()).isEqualTo(method + " " + url + " " + path);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        Cookie: a=1~COOKIE: b=2~X-A: 1~cookie: c=3 | host, a.local, cookie, a=1; b=2; c=3, x-a, 1
        X-A: 1~X-A: 2                              | host, a.local, x-a, 1, x-a, 2
        """)
    void cookiesAreOneHeaderAndOthersStayRepeated(String lines, String expected) throws Exception {
        try (Served served = Served.by(Http1RequestTest::tellHeaders);
                RawClient client = served.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a.local\r\n" + lines.replace("~", "\r\n") + "\r\n\r\n");
            assertThat(client.read().body()).isEqualTo("[" + expected + "]");
        }
    }

    @Test
    void anAbsoluteTargetReplacesTheHostThatTheAppSees() throws Exception {
        try (Served served = Served.by(Http1RequestTest::tellHeaders);
                RawClient client = served.connect()) {
            client.send("GET http://b.local:81/ HTTP/1.1\r\nHost: a.local\r\n\r\n");
            assertThat(client.read().body()).isEqualTo("[host, b.local:81]");
            client.send("GET http://b.local/ HTTP/1.0\r\nX-A: 1\r\n\r\n");
            assertThat(client.read().body()).isEqualTo("[x-a, 1, host, b.local]");
        }
    }

    private static void tellHeaders(Exchange exchange) {
        exchange.respond(200, new String[0], Arrays.toString(exchange.headers()));
    }

    @Test
    void rawUtf8InTheTargetIsPercentEncoded() throws Exception {
        try (Served served = Served.by(Served::echo);
                RawClient client = served.connect()) {
            client.send("GET /\u00c3\u00a9 HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.read().body()).isEqualTo("GET http://a/%C3%A9");
        }
    }

    @Test
    void allHeadersArriveInOrder() throws Exception {
        BlockingQueue<List<String>> seen = new LinkedBlockingQueue<>();
        try (Served served = Served.by(exchange -> {
                    seen.add(List.of(exchange.headers()));
                    exchange.respond(200, new String[0], "");
                });
                RawClient client = served.connect()) {
            String head = "hOST: a|X-Two: 1|Cookie:\ta=b |X-two: |X-L: \u00e9|Accept-Encoding:gzip";
            client.send("GET / HTTP/1.1\r\n" + head.replace("|", "\r\n") + "\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(seen.poll(30, TimeUnit.SECONDS))
                    .containsExactly(
                            "host",
                            "a",
                            "x-two",
                            "1",
                            "cookie",
                            "a=b",
                            "x-two",
                            "",
                            "x-l",
                            "\u00e9",
                            "accept-encoding",
                            "gzip");
        }
    }

    @Test
    void aHeadThatArrivesByteByByteIsUnderstood() throws Exception {
        try (Served served = Served.by(Served::echo);
                RawClient client = served.connect()) {
            client.sendByteByByte("\r\nGET /slow HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n");
            assertThat(client.read().body()).isEqualTo("GET http://a/slow");
        }
    }

    @Test
    void aHeadUpToTheLimitsIsAccepted() throws Exception {
        try (Served served = Served.by(Served::echo);
                RawClient client = served.connect()) {
            String target = "/" + "x".repeat(8 * 1024 - "GET / HTTP/1.1".length());
            String big = "b".repeat(32 * 1024 - "Host: a\r\nX: \r\n".length());
            client.send("GET " + target + " HTTP/1.1\r\nHost: a\r\nX: " + big + "\r\n\r\n");
            assertThat(client.read().body()).hasSize(target.length() + "GET http://a".length());
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws Exception {
        BlockingQueue<Exchange> waiting = new LinkedBlockingQueue<>();
        try (Served served = Served.by(waiting::add);
                RawClient client = served.connect()) {
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 100; i++) {
                requests.append("POST /" + i + " HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nxy");
            }
            client.send(requests.toString());
            for (int i = 0; i < 100; i++) {
                Exchange next = waiting.poll(30, TimeUnit.SECONDS);
                assertThat(waiting).isEmpty();
                next.respond(200, new String[0], next.path());
                assertThat(client.read().body()).isEqualTo("/" + i);
            }
        }
    }

    @Test
    void headIsAnsweredWithTheLengthAndNoBody() throws Exception {
        try (Served served = Served.by(exchange -> exchange.respond(200, new String[0], "12345"));
                RawClient client = served.connect()) {
            client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readHead().header("content-length")).contains("5");
            assertThat(client.read().body()).isEqualTo("12345");
        }
    }

    @Test
    void headMayAnnounceALengthWithoutABody() throws Exception {
        try (Served served = Served.by(exchange -> exchange.respond(200, new String[] {"content-length", "77"}, ""));
                RawClient client = served.connect()) {
            client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readHead().header("content-length")).contains("77");
            assertThat(client.read().header("content-length")).contains("0");
        }
    }

    @Test
    void http10IsClosedUnlessItAsksToBeKept() throws Exception {
        try (Served served = Served.by(Served::echo)) {
            try (RawClient client = served.connect()) {
                client.send("GET /old HTTP/1.0\r\n\r\n");
                RawClient.Answer answer = client.read();
                assertThat(answer.header("connection")).contains("close");
                assertThat(answer.body()).isEqualTo("GET http://127.0.0.1:" + served.port() + "/old");
                assertThat(client.isClosed()).isTrue();
            }
            try (RawClient client = served.connect()) {
                client.send("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
                assertThat(client.read().header("connection")).contains("keep-alive");
                client.send("GET / HTTP/1.0\r\nHost: b\r\n\r\n");
                assertThat(client.read().body()).isEqualTo("GET http://b/");
            }
        }
    }

    @Test
    void aClientMayAskForAClose() throws Exception {
        try (Served served = Served.by(Served::echo);
                RawClient client = served.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: x, Close\r\n\r\n");
            assertThat(client.read().header("connection")).contains("close");
            assertThat(client.isClosed()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"Abc.1_2-3,true", "has space,false", "a;b,false", "'',false"})
    void theRequestIdIsTheClientsWhenWellFormed(String id, boolean kept) throws Exception {
        try (Served served = Served.by(exchange -> exchange.respond(200, new String[0], exchange.id()));
                RawClient client = served.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Request-ID: " + id + "\r\n\r\n");
            RawClient.Answer answer = client.read();
            assertThat(answer.body().equals(id)).isEqualTo(kept);
            assertThat(answer.header("x-request-id")).contains(answer.body());
        }
    }

    @Test
    void freshRequestIdsDiffer() throws Exception {
        try (Served served = Served.by(exchange -> exchange.respond(200, new String[0], ""));
                RawClient client = served.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(2));
            assertThat(client.read().header("x-request-id"))
                    .isNotEqualTo(client.read().header("x-request-id"));
        }
    }

    @Test
    void failuresAreJsonWithTheirCode() throws Exception {
        try (Served served = Served.by(exchange -> exchange.fail(Failure.QUEUE_FULL, "say \"later\""));
                RawClient client = served.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: Abc-1\r\n\r\n");
            RawClient.Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("content-type")).contains("application/json");
            assertThat(answer.header("nano-error")).contains("queue_full");
            assertThat(answer.header("retry-after")).contains("1");
            assertThat(answer.header("x-request-id")).contains("Abc-1");
            assertThat(answer.body())
                    .isEqualTo("{\"error\":{\"code\":\"queue_full\",\"message\":\"say \\\"later\\\"\","
                            + "\"request_id\":\"Abc-1\"}}");
        }
    }

    @Test
    void aHandlerThatThrowsIsAnsweredWith500() throws Exception {
        try (Served served = Served.by(exchange -> {
                    throw new IllegalStateException("secret");
                });
                RawClient client = served.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(2));
            RawClient.Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.header("nano-error")).contains("internal");
            assertThat(answer.body()).doesNotContain("secret");
            assertThat(client.read().status()).isEqualTo(500);
        }
    }
}
