package dev.nano.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nano.runtime.exchange.Failure;
import org.junit.jupiter.api.Test;

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
    void handsOverASmallBodyWhole() throws Exception {
        try (Served served = Served.by(exchange -> exchange.respond(
                        200,
                        new String[0],
                        java.util.Objects.requireNonNull(exchange.body().whole())));
                RawClient client = served.connect()) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello");
            assertThat(client.read().body()).isEqualTo("hello");
        }
    }

    @Test
    void failuresAreJsonWithTheirCode() throws Exception {
        try (Served served = Served.by(exchange -> exchange.fail(Failure.QUEUE_FULL, "say \"later\""));
                RawClient client = served.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: Abc-1\r\n\r\n");
            RawClient.Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(503);
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
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            RawClient.Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.header("nano-error")).contains("internal");
            assertThat(answer.body()).doesNotContain("secret");
        }
    }
}
