package dev.nano.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nano.runtime.exchange.Exchange;
import dev.nano.runtime.exchange.Failure;
import dev.nano.runtime.exchange.Outcome;
import dev.nano.runtime.exchange.RequestHandler;
import dev.nano.runtime.exchange.ResponseBody;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(BufferLeaks.class)
class Http1AnswerTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String[] NONE = {};

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Collects how exchanges ended. */
    private static final class Outcomes {
        private final BlockingQueue<Outcome> ended = new LinkedBlockingQueue<>();

        RequestHandler watching(RequestHandler handler) {
            return exchange -> {
                exchange.onOver(ended::add);
                handler.handle(exchange);
            };
        }

        Outcome next() throws InterruptedException {
            Outcome outcome = ended.poll(30, TimeUnit.SECONDS);
            assertThat(outcome).isNotNull();
            return outcome;
        }
    }

    @Test
    void textIsSentAsUtf8() throws Exception {
        try (Served served = Served.by(exchange -> exchange.respond(200, NONE, "h\u00e9llo \u20ac \ud83d\ude00"));
                RawClient client = served.connect()) {
            client.send(GET.repeat(2));
            assertThat(client.read().body()).isEqualTo("h\u00e9llo \u20ac \ud83d\ude00");
            assertThat(client.read().header("content-length")).contains("15");
        }
    }

    @Test
    void aStreamIsSentInChunksAsItComes() throws Exception {
        CompletableFuture<ResponseBody> started = new CompletableFuture<>();
        Outcomes outcomes = new Outcomes();
        try (Served served = Served.by(outcomes.watching(exchange ->
                        started.complete(exchange.respondStreaming(200, new String[] {"content-type", "a/b"}))));
                RawClient client = served.connect()) {
            client.send(GET);
            ResponseBody body = started.get(30, TimeUnit.SECONDS);
            assertThat(client.line()).isEqualTo("HTTP/1.1 200 OK");
            while (!client.line().isEmpty()) {
                // The head comes before the first chunk.
            }
            assertThat(body.write(bytes("hello"))).isTrue();
            assertThat(client.line()).isEqualTo("5");
            assertThat(client.line()).isEqualTo("hello");
            body.write(new byte[0]);
            body.write(bytes("x".repeat(0xabc)));
            assertThat(client.line()).isEqualTo("abc");
            assertThat(client.line()).hasSize(0xabc);
            body.end();
            assertThat(client.line()).isEqualTo("0");
            assertThat(client.line()).isEmpty();
            assertThat(outcomes.next())
                    .matches(o -> o.status() == 200 && o.bytesSent() == 5 + 0xabc && !o.clientLeft());
        }
    }

    @Test
    void aStreamToAnOldClientEndsWithTheConnection() throws Exception {
        try (Served served = Served.by(exchange -> {
                    ResponseBody body = exchange.respondStreaming(200, NONE);
                    body.write(bytes("a"));
                    body.write(bytes("b"));
                    body.end();
                });
                RawClient client = served.connect()) {
            client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            RawClient.Answer answer = client.read();
            assertThat(answer.header("connection")).contains("close");
            assertThat(answer.header("transfer-encoding")).isEmpty();
            assertThat(answer.body()).isEqualTo("ab");
        }
    }

    @Test
    void aStreamOfAnnouncedLengthIsNotChunked() throws Exception {
        try (Served served = Served.by(exchange -> {
                    ResponseBody body = exchange.respondStreaming(200, new String[] {"Content-Length", "4"});
                    body.write(bytes("ab"));
                    body.write(bytes("cd"));
                    body.end();
                });
                RawClient client = served.connect()) {
            client.send(GET.repeat(2));
            for (int i = 0; i < 2; i++) {
                RawClient.Answer answer = client.read();
                assertThat(answer.header("content-length")).contains("4");
                assertThat(answer.body()).isEqualTo("abcd");
            }
        }
    }

    @Test
    void whatIsLongerThanAnnouncedIsCutAndTheConnectionClosed() throws Exception {
        try (Served served = Served.by(exchange -> {
                    ResponseBody body = exchange.respondStreaming(200, new String[] {"content-length", "3"});
                    body.write(bytes("ab"));
                    body.write(bytes("cdHTTP/1.1 200 OK\r\n"));
                    body.end();
                });
                RawClient client = served.connect()) {
            client.send(GET.repeat(2));
            assertThat(client.read().body()).isEqualTo("abc");
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void whatIsShorterThanAnnouncedIsCutOff() throws Exception {
        try (Served served = Served.by(exchange -> {
                    ResponseBody body = exchange.respondStreaming(200, new String[] {"content-length", "3"});
                    body.write(bytes("ab"));
                    body.end();
                });
                RawClient client = served.connect()) {
            client.send(GET.repeat(2));
            assertThatThrownBy(client::read).isInstanceOf(IOException.class);
        }
    }

    @Test
    void theLengthOfAWholeAnswerIsItsOwn() throws Exception {
        try (Served served =
                        Served.by(exchange -> exchange.respond(200, new String[] {"content-length", "99"}, "abc"));
                RawClient client = served.connect()) {
            client.send(GET.repeat(2));
            assertThat(client.read().header("content-length")).contains("3");
            assertThat(client.read().body()).isEqualTo("abc");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        x-a           | b\\r\\nset-cookie: c
        x-a           | b\\nc
        x-a           | b\\rc
        x-a           | b\\0c
        x-a           | b\\u010ac
        x-a           | \\u20ac
        x-a\\r\\nx-b  | c
        x a           | c
        x-a:          | c
        ''            | c
        content-length | 1x
        content-length | -1
        """)
    void headersThatWouldBreakTheAnswerBecomeA500(String name, String value) throws Exception {
        String[] headers = {
            "x-good",
            "1",
            name.translateEscapes(),
            value.replace("\\u010a", "\u010a").replace("\\u20ac", "\u20ac").translateEscapes()
        };
        try (Served served = Served.by(exchange -> {
                    if (exchange.path().equals("/stream")) {
                        ResponseBody body = exchange.respondStreaming(200, headers);
                        body.write(bytes("never seen"));
                        body.end();
                    } else {
                        exchange.respond(200, headers, "never seen");
                    }
                });
                RawClient client = served.connect()) {
            client.send(GET + "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n");
            for (int i = 0; i < 2; i++) {
                RawClient.Answer answer = client.read();
                assertThat(answer.status()).isEqualTo(500);
                assertThat(answer.header("nano-error")).contains("handler_error");
                assertThat(answer.header("set-cookie")).isEmpty();
                assertThat(answer.header("x-good")).isEmpty();
                assertThat(answer.body()).doesNotContain("never seen");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 99, 100, 101, 199, 600, 1000})
    void aStatusThatIsNoneBecomesA500(int status) throws Exception {
        try (Served served = Served.by(exchange -> exchange.respond(status, NONE, "x"));
                RawClient client = served.connect()) {
            client.send(GET);
            assertThat(client.read().status()).isEqualTo(500);
        }
    }

    @Test
    void headersThatBelongToTheConnectionAreDropped() throws Exception {
        String[] headers = {
            "Connection",
            "close, x-private",
            "Keep-Alive",
            "timeout=5",
            "transfer-encoding",
            "gzip",
            "Upgrade",
            "x",
            "proxy-connection",
            "close",
            "TE",
            "trailers",
            "trailer",
            "x",
            "x-request-id",
            "spoofed",
            "Set-Cookie",
            "a=1",
            "set-cookie",
            "b=2",
            "Date",
            "Thu, 01 Jan 1970 00:00:00 GMT"
        };
        try (Served served = Served.by(exchange -> exchange.respond(200, headers, "x"));
                RawClient client = served.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nX-Request-Id: mine\r\n\r\n");
            assertThat(client.read().headerLines())
                    .containsExactlyInAnyOrder(
                            "set-cookie: a=1",
                            "set-cookie: b=2",
                            "date: Thu, 01 Jan 1970 00:00:00 GMT",
                            "content-length: 1",
                            "x-request-id: mine");
        }
    }

    @Test
    void anAnswerThatBreaksTheServerIsCutOff() throws Exception {
        Outcomes outcomes = new Outcomes();
        try (Served served =
                        Served.by(outcomes.watching(exchange -> exchange.respond(200, new String[] {"a", null}, "x")));
                RawClient client = served.connect()) {
            client.send(GET);
            assertThat(client.isClosed()).isTrue();
            assertThat(outcomes.next().failure()).isEqualTo(Failure.INTERNAL);
        }
    }

    @ParameterizedTest
    @CsvSource({"204,false", "304,false", "205,true"})
    void statusesWithoutContentHaveNoBody(int status, boolean length) throws Exception {
        try (Served served = Served.by(exchange -> {
                    if (exchange.path().equals("/stream")) {
                        ResponseBody body = exchange.respondStreaming(status, NONE);
                        body.write(bytes("body"));
                        body.end();
                    } else {
                        exchange.respond(status, NONE, "body");
                    }
                });
                RawClient client = served.connect()) {
            client.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n" + GET + GET);
            for (int i = 0; i < 3; i++) {
                RawClient.Answer answer = client.read();
                assertThat(answer.status()).isEqualTo(status);
                assertThat(answer.header("transfer-encoding")).isEmpty();
                assertThat(answer.header("content-length").isPresent()).isEqualTo(length);
            }
        }
    }

    @Test
    void aStreamForAHeadRequestIsOverWithItsHead() throws Exception {
        Outcomes outcomes = new Outcomes();
        CompletableFuture<ResponseBody> started = new CompletableFuture<>();
        try (Served served = Served.by(
                        outcomes.watching(exchange -> started.complete(exchange.respondStreaming(200, NONE))));
                RawClient client = served.connect()) {
            client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.readHead().status()).isEqualTo(200);
            assertThat(outcomes.next().bytesSent()).isZero();
            ResponseBody body = started.get();
            assertThat(body.write(bytes("x"))).isFalse();
            CompletableFuture<Void> woken = new CompletableFuture<>();
            body.onWritable(() -> woken.complete(null));
            assertThat(woken).isDone();
            body.end();
        }
    }

    @Test
    void aFailureWithinAStreamCutsItOff() throws Exception {
        Outcomes outcomes = new Outcomes();
        try (Served served = Served.by(outcomes.watching(exchange -> {
                    ResponseBody body = exchange.respondStreaming(200, NONE);
                    body.write(bytes("begun"));
                    exchange.fail(Failure.TIMEOUT, "too slow");
                }));
                RawClient client = served.connect()) {
            client.send(GET.repeat(2));
            assertThatThrownBy(client::read).isInstanceOf(IOException.class);
            Outcome outcome = outcomes.next();
            assertThat(outcome.failure()).isEqualTo(Failure.TIMEOUT);
            assertThat(outcome.status()).isEqualTo(200);
            assertThat(outcome.clientLeft()).isFalse();
        }
    }

    @Test
    void aStreamThatOnlyTheCloseEndsIsCutOffWithAReset() throws Exception {
        CompletableFuture<ResponseBody> started = new CompletableFuture<>();
        try (Served served = Served.by(exchange -> started.complete(exchange.respondStreaming(200, NONE)));
                RawClient client = served.connect()) {
            client.send("GET / HTTP/1.0\r\n\r\n");
            ResponseBody body = started.get(30, TimeUnit.SECONDS);
            body.write(bytes("x"));
            while (!client.line().isEmpty()) {
                // To the body.
            }
            assertThat(client.exactly(1)).containsExactly('x');
            body.abort();
            assertThatThrownBy(client::isClosed).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void theFirstAnswerDecides() throws Exception {
        Outcomes outcomes = new Outcomes();
        try (Served served = Served.by(outcomes.watching(exchange -> {
                    exchange.respond(201, NONE, "first");
                    exchange.fail(Failure.TIMEOUT, "second");
                    exchange.respond(200, NONE, "third");
                    ResponseBody fourth = exchange.respondStreaming(200, NONE);
                    fourth.write(bytes("fourth"));
                    fourth.end();
                }));
                RawClient client = served.connect()) {
            client.send(GET.repeat(2));
            assertThat(client.read().body()).isEqualTo("first");
            assertThat(client.read().status()).isEqualTo(201);
            assertThat(outcomes.next().failure()).isNull();
        }
    }

    @Test
    void listenersAreToldOnceAndInOrderHoweverLateTheyCome() throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        CompletableFuture<Exchange> seen = new CompletableFuture<>();
        try (Served served = Served.by(exchange -> {
                    exchange.onOver(outcome -> told.add("first " + outcome.status() + " " + outcome.bytesSent()));
                    exchange.onOver(outcome -> {
                        told.add("second");
                        throw new IllegalStateException("listener");
                    });
                    exchange.onOver(outcome -> told.add("third"));
                    exchange.respond(200, NONE, "four");
                    seen.complete(exchange);
                });
                RawClient client = served.connect()) {
            client.send(GET);
            assertThat(client.read().status()).isEqualTo(200);
            Exchange exchange = seen.get();
            await().until(exchange::isOver);
            await().until(() -> told.size() == 3);
            exchange.onOver(outcome -> told.add("late"));
            assertThat(List.copyOf(told)).containsExactly("first 200 4", "second", "third", "late");
        }
    }

    @Test
    void aSlowReaderHoldsTheWriterBack() throws Exception {
        AtomicLong written = new AtomicLong();
        CompletableFuture<ResponseBody> started = new CompletableFuture<>();
        int total = 64 * 1024 * 1024;
        try (Served served = Served.by(exchange -> started.complete(
                        exchange.respondStreaming(200, new String[] {"content-length", String.valueOf(total)})));
                RawClient client = new RawClient(served.listener().address(), 16 * 1024)) {
            client.send(GET);
            ResponseBody body = started.get(30, TimeUnit.SECONDS);
            CompletableFuture<Void> blocked = new CompletableFuture<>();
            writeWhilePossible(body, written, total, blocked);
            blocked.get(30, TimeUnit.SECONDS);
            // What the kernel's send buffer takes, and little more.
            await().during(200, TimeUnit.MILLISECONDS).until(() -> written.get() < 16 * 1024 * 1024);
            assertThat(client.read().body()).hasSize(total);
        }
    }

    private static void writeWhilePossible(
            ResponseBody body, AtomicLong written, int total, CompletableFuture<Void> blocked) {
        byte[] block = bytes("x".repeat(16 * 1024));
        while (written.get() < total) {
            written.addAndGet(block.length);
            if (!body.write(block) && written.get() < total) {
                blocked.complete(null);
                body.onWritable(() -> writeWhilePossible(body, written, total, blocked));
                return;
            }
        }
        body.end();
    }

    @Test
    void aLargeWholeAnswerIsNotHeldInNetty() throws Exception {
        byte[] large = bytes("y".repeat(64 * 1024 * 1024));
        Outcomes outcomes = new Outcomes();
        try (Served served = Served.by(outcomes.watching(exchange -> exchange.respond(200, NONE, large)));
                RawClient client = new RawClient(served.listener().address(), 16 * 1024)) {
            client.send(GET);
            assertThat(client.line()).isEqualTo("HTTP/1.1 200 OK");
            assertThat(served.listener().stats().bytesOut()).isLessThan(16 * 1024 * 1024);
            while (!client.line().isEmpty()) {
                // To the body.
            }
            assertThat(client.exactly(large.length)).isEqualTo(large);
            assertThat(outcomes.next().bytesSent()).isEqualTo(large.length);
        }
    }
}
