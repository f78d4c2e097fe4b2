package dev.nano.runtime.http;

import static dev.nano.runtime.http.Arrivals.outcome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nano.runtime.exchange.Exchange;
import dev.nano.runtime.exchange.Failure;
import dev.nano.runtime.exchange.Outcome;
import dev.nano.runtime.exchange.RequestHandler;
import dev.nano.runtime.exchange.ResponseBody;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(BufferLeaks.class)
class Http2Test {
    private static final String[] NONE = {};

    private final Arrivals arrived = new Arrivals();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private Served serve(RequestHandler handler, UnaryOperator<HttpListenerConfig> change) throws Exception {
        Served served = Served.by(handler, change);
        open.add(served);
        return served;
    }

    private Http2Client connect(Served served) {
        Http2Client client = new Http2Client(served.listener().address());
        open.add(client);
        return client;
    }

    private Http2Client clientOf(RequestHandler handler) throws Exception {
        return connect(serve(handler, config -> config));
    }

    @Test
    void priorKnowledgeIsUnderstoodOnTheSamePort() throws Exception {
        Served served = serve(Served::echo, config -> config);
        Http2Client.Answer answer = connect(served).get("/a?b=c");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("GET http://a.local/a?b=c");
        assertThat(answer.header("content-type")).isEqualTo("text/plain");
        assertThat(answer.header("content-length")).isEqualTo("24");
        assertThat(answer.header("date")).isNotEmpty();
        assertThat(answer.header("x-request-id")).isNotEmpty();
        try (RawClient client = served.connect()) {
            assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").read().status())
                    .isEqualTo(200);
        }
    }

    @Test
    void thePrefaceMayArriveByteByByte() throws Exception {
        Served served = serve(Served::echo, config -> config);
        try (RawClient client = served.connect()) {
            client.sendByteByByte("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0");
            // SETTINGS
            assertThat(client.exactly(9)[3]).isEqualTo((byte) 4);
        }
    }

    @Test
    void streamsAreAnsweredInAnyOrder() throws Exception {
        Http2Client client = clientOf(arrived);
        List<Http2Client.Stream> streams = new ArrayList<>();
        List<Exchange> exchanges = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            streams.add(client.open(Http2Client.head("GET", "/" + i), true));
            exchanges.add(arrived.next());
        }
        for (Exchange exchange : exchanges.reversed()) {
            exchange.respond(200, NONE, exchange.path());
        }
        for (int i = 0; i < 50; i++) {
            assertThat(streams.get(i).read().body()).isEqualTo("/" + i);
        }
    }

    @Test
    void headersAreTheSameAsInHttp1() throws Exception {
        Http2Client client = clientOf(arrived);
        Http2Headers head = Http2Client.head("GET", "/")
                .add("cookie", "a=1")
                .add("x-a", "1")
                .add("cookie", "b=2")
                .add("x-request-id", "mine");
        Http2Client.Stream stream = client.open(head, true);
        Exchange exchange = arrived.next();
        assertThat(exchange.headers())
                .containsExactly("host", "a.local", "x-a", "1", "x-request-id", "mine", "cookie", "a=1; b=2");
        assertThat(exchange.authority()).isEqualTo("a.local");
        assertThat(exchange.id()).isEqualTo("mine");
        assertThat(exchange.clientAddress()).isEqualTo("127.0.0.1");
        exchange.respond(
                200, new String[] {"Connection", "close", "X-B", "1", "set-cookie", "c", "set-cookie", "d"}, "x");
        Http2Client.Answer answer = stream.read();
        assertThat(answer.header("connection")).isEmpty();
        assertThat(answer.header("x-b")).isEqualTo("1");
        assertThat(answer.header("x-request-id")).isEqualTo("mine");
        assertThat(answer.headers().getAll("set-cookie")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"HEAD,200,true", "GET,204,false", "GET,304,false", "GET,200,true"})
    void bodilessAnswersHaveNoBody(String method, int status, boolean length) throws Exception {
        Http2Client client = clientOf(exchange -> exchange.respond(status, NONE, "12345"));
        Http2Client.Answer answer =
                client.open(Http2Client.head(method, "/"), true).read();
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body()).isEqualTo(method.equals("GET") && status == 200 ? "12345" : "");
        assertThat(answer.header("content-length")).isEqualTo(length ? "5" : "");
    }

    @Test
    void malformedRequestsAreAnsweredWith400() throws Exception {
        AtomicInteger handled = new AtomicInteger();
        Http2Client client = clientOf(exchange -> handled.incrementAndGet());
        List<Http2Headers> heads = List.of(
                Http2Client.head("GET", "/a b"),
                Http2Client.head("GET", "a"),
                Http2Client.head("GET", "http://a.local/"),
                Http2Client.head("GET", "*"),
                Http2Client.head("GET", "/").authority("u@a"),
                Http2Client.head("GET", "/").authority("a/b"),
                Http2Client.head("GET", "/").add("host", "b.local"));
        for (Http2Headers head : heads) {
            Http2Client.Answer answer = client.open(head, true).read();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.header("nano-error")).isEqualTo("bad_request");
            assertThat(answer.body()).contains("\"code\":\"bad_request\"");
        }
        assertThat(handled).hasValue(0);
    }

    @Test
    void largeHeadsAreRefused() throws Exception {
        Http2Client client = clientOf(Served::echo);
        assertThat(client.get("/" + "x".repeat(8192)).header("nano-error")).isEqualTo("uri_too_long");
        Http2Headers many = Http2Client.head("GET", "/");
        for (int i = 0; i < 101; i++) {
            many.add("x", "y");
        }
        assertThat(client.open(many, true).read().header("nano-error")).isEqualTo("headers_too_large");
        Http2Headers big = Http2Client.head("GET", "/").add("x", "y".repeat(60_000));
        assertThat(client.open(big, true).read().status()).isEqualTo(431);
    }

    @Test
    void anAnswerThatCannotBeSentBecomesA500() throws Exception {
        Http2Client client = clientOf(exchange -> {
            if (exchange.path().equals("/stream")) {
                exchange.respondStreaming(200, new String[] {"x", "a\r\nb"});
            } else {
                exchange.respond(200, new String[] {"x", "a\nb"}, "never seen");
            }
        });
        assertThat(client.get("/").header("nano-error")).isEqualTo("handler_error");
        assertThat(client.get("/stream").status()).isEqualTo(500);
    }

    @Test
    void aBodyIsReadAsItIsAskedFor() throws Exception {
        Http2Client client = clientOf(arrived);
        Http2Client.Stream stream = client.open(Http2Client.head("POST", "/").add("content-length", "200000"), false);
        Exchange exchange = arrived.next();
        assertThat(exchange.body().announcedLength()).isEqualTo(200_000);
        stream.send("x".repeat(200_000), true);
        // The window of the stream, and the head.
        AtomicLong in = new AtomicLong();
        await().during(200, TimeUnit.MILLISECONDS).until(() -> {
            in.set(((Served) open.getFirst()).listener().stats().bytesIn());
            return in.get() < 70_000;
        });
        assertThat(in.get()).isGreaterThan(60_000);
        byte[] body = BodyReader.readAll(exchange).get(30, TimeUnit.SECONDS);
        exchange.respond(200, NONE, "got " + body.length);
        assertThat(stream.read().body()).isEqualTo("got 200000");
    }

    @Test
    void anUnreadBodyDoesNotHoldOtherStreamsUp() throws Exception {
        Http2Client client = clientOf(arrived);
        for (int i = 0; i < 3; i++) {
            client.open(Http2Client.head("POST", "/"), false).send(new byte[100_000], true);
            arrived.next();
        }
        Http2Client.Stream other =
                client.open(Http2Client.head("POST", "/"), false).send("hello", true);
        Exchange exchange = arrived.next();
        exchange.respond(200, NONE, BodyReader.readAll(exchange).get(30, TimeUnit.SECONDS));
        assertThat(other.read().body()).isEqualTo("hello");
    }

    @Test
    void continueIsSentWhenTheBodyIsFirstRead() throws Exception {
        Http2Client client = clientOf(arrived);
        Http2Client.Stream stream = client.open(Http2Client.head("POST", "/").add("expect", "100-continue"), false);
        Exchange exchange = arrived.next();
        CompletableFuture<byte[]> body = BodyReader.readAll(exchange);
        assertThat(stream.readHead().status()).hasToString("100");
        stream.send("hello", true);
        exchange.respond(200, NONE, body.get(30, TimeUnit.SECONDS));
        assertThat(stream.read().body()).isEqualTo("hello");
    }

    @Test
    void anAnswerBeforeTheEndOfTheBodyStopsTheUpload() throws Exception {
        Http2Client client = clientOf(exchange -> exchange.fail(Failure.BODY_TOO_LARGE, "too much"));
        Http2Client.Stream stream =
                client.open(Http2Client.head("POST", "/"), false).send(new byte[1000], false);
        assertThat(stream.read().status()).isEqualTo(413);
        assertThat(stream.readReset()).isEqualTo(Http2Error.NO_ERROR.code());
        assertThat(client.open(Http2Client.head("POST", "/"), true).read().status())
                .isEqualTo(413);
    }

    @Test
    void aSlowReaderHoldsTheWriterBack() throws Exception {
        Http2Client client = clientOf(arrived);
        Http2Client.Stream stream = client.new Stream(Http2Client.head("GET", "/"), true, false);
        Exchange exchange = arrived.next();
        ResponseBody body = exchange.respondStreaming(200, NONE);
        AtomicLong written = new AtomicLong();
        int total = 4 * 1024 * 1024;
        writeWhilePossible(body, written, total);
        await().during(200, TimeUnit.MILLISECONDS).until(() -> written.get() < 512 * 1024);
        stream.startReading();
        assertThat(stream.read().body()).hasSize(total);
        assertThat(outcome(exchange).get(30, TimeUnit.SECONDS).bytesSent()).isEqualTo(total);
    }

    private static void writeWhilePossible(ResponseBody body, AtomicLong written, int total) {
        byte[] block = "x".repeat(16 * 1024).getBytes(StandardCharsets.US_ASCII);
        while (written.get() < total) {
            written.addAndGet(block.length);
            if (!body.write(block) && written.get() < total) {
                body.onWritable(() -> writeWhilePossible(body, written, total));
                return;
            }
        }
        body.end();
    }

    @Test
    void aLargeWholeAnswerArrives() throws Exception {
        String large = "y".repeat(3 * 1024 * 1024);
        Http2Client client = clientOf(exchange -> exchange.respond(200, NONE, large));
        assertThat(client.get("/").body()).isEqualTo(large);
    }

    @Test
    void aWindowThatIsNotOpenedAgainEndsTheStreamOnly() throws Exception {
        Served served = serve(arrived, config -> config.withTimeouts(Served.shortTimeouts()));
        Http2Client client = connect(served);
        client.new Stream(Http2Client.head("GET", "/"), true, false);
        Exchange stuck = arrived.next();
        CompletableFuture<Outcome> outcome = outcome(stuck);
        stuck.respond(200, NONE, new byte[1024 * 1024]);
        assertThat(outcome.get(30, TimeUnit.SECONDS).clientLeft()).isTrue();
        Http2Client.Stream other = client.open(Http2Client.head("GET", "/"), true);
        arrived.next().respond(200, NONE, "fine");
        assertThat(other.read().body()).isEqualTo("fine");
    }

    @Test
    void aBodyThatStallsIsAnsweredWith408() throws Exception {
        Served served = serve(arrived, config -> config.withTimeouts(Served.shortTimeouts()));
        Http2Client.Stream stream =
                connect(served).open(Http2Client.head("POST", "/"), false).send("hel", false);
        CompletableFuture<byte[]> body = BodyReader.readAll(arrived.next());
        assertThat(stream.read().header("nano-error")).isEqualTo("request_timeout");
        assertThatThrownBy(() -> body.get(30, TimeUnit.SECONDS)).hasMessageContaining("too slow");
    }

    @Test
    void aResetTellsTheHandlerThatTheClientLeft() throws Exception {
        Http2Client client = clientOf(arrived);
        Http2Client.Stream stream = client.open(Http2Client.head("POST", "/"), false);
        // More than one frame, so that something is waiting unread when the reset arrives.
        stream.send(new byte[40_000], false);
        Exchange exchange = arrived.next();
        CompletableFuture<Outcome> outcome = outcome(exchange);
        stream.reset();
        assertThat(outcome.get(30, TimeUnit.SECONDS).clientLeft()).isTrue();
    }

    @Test
    void aLostConnectionTellsAllHandlers() throws Exception {
        Http2Client client = clientOf(arrived);
        List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            client.open(Http2Client.head("POST", "/"), false).send(new byte[40_000], false);
            outcomes.add(outcome(arrived.next()));
        }
        client.leave();
        for (CompletableFuture<Outcome> outcome : outcomes) {
            assertThat(outcome.get(30, TimeUnit.SECONDS).clientLeft()).isTrue();
        }
        Served served = (Served) open.getFirst();
        await().until(() -> served.listener().stats().openConnections() == 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"answered", "reset", "cut off"})
    void aStreamThatIsOverIsGoneThoughItsBodyWasNotRead(String end) throws Exception {
        Served served = serve(arrived, config -> config.withTimeouts(Served.shortTimeouts()));
        Http2Client client = connect(served);
        Http2Client.Stream stream =
                client.open(Http2Client.head("POST", "/"), false).send(new byte[60_000], true);
        Exchange exchange = arrived.next();
        switch (end) {
            case "answered" -> exchange.respond(200, NONE, "");
            case "reset" -> stream.reset();
            default -> exchange.respondStreaming(200, NONE).abort();
        }
        // A connection with a stream left is not idle.
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void aFailureWithinAStreamResetsIt() throws Exception {
        Http2Client client = clientOf(arrived);
        Http2Client.Stream stream = client.open(Http2Client.head("GET", "/"), true);
        Exchange exchange = arrived.next();
        CompletableFuture<Outcome> outcome = outcome(exchange);
        exchange.respondStreaming(200, NONE).write(new byte[10]);
        exchange.fail(Failure.TIMEOUT, "too slow");
        assertThat(stream.readReset()).isEqualTo(Http2Error.INTERNAL_ERROR.code());
        assertThat(outcome.get(30, TimeUnit.SECONDS)).matches(o -> o.failure() == Failure.TIMEOUT && !o.clientLeft());
    }

    @Test
    void theAnnouncedLengthOfAStreamIsKept() throws Exception {
        Http2Client client = clientOf(exchange -> {
            ResponseBody body = exchange.respondStreaming(200, new String[] {"content-length", "3"});
            body.write((exchange.path().equals("/long") ? "abcd" : "ab").getBytes(StandardCharsets.US_ASCII));
            body.end();
        });
        assertThat(client.get("/long").body()).isEqualTo("abc");
        assertThat(client.open(Http2Client.head("GET", "/short"), true).readReset())
                .isEqualTo(Http2Error.INTERNAL_ERROR.code());
    }

    @Test
    void anIdleConnectionIsClosed() throws Exception {
        Served served = serve(Served::echo, config -> config.withTimeouts(Served.shortTimeouts()));
        Http2Client client = connect(served);
        assertThat(client.get("/").status()).isEqualTo(200);
        assertThat(client.isClosed()).isTrue();
        assertThat(client.goAway()).isEqualTo(Http2Error.NO_ERROR.code());
    }

    @Test
    void draining_finishesTheStreamsAndSaysGoAway() throws Exception {
        Served served = serve(arrived, config -> config);
        Http2Client client = connect(served);
        Http2Client.Stream first = client.open(Http2Client.head("GET", "/1"), true);
        Exchange running = arrived.next();
        CompletableFuture<Void> drained = served.listener().drain(Duration.ofSeconds(30));
        assertThat(client.goAway()).isEqualTo(Http2Error.NO_ERROR.code());
        // It may have been sent before the client knew.
        assertThat(client.goAway()).isEqualTo(Http2Error.NO_ERROR.code());
        assertThat(drained).isNotDone();
        running.respond(200, NONE, "finished");
        assertThat(first.read().body()).isEqualTo("finished");
        assertThat(client.isClosed()).isTrue();
        drained.get(30, TimeUnit.SECONDS);
    }

    @Test
    void draining_refusesWhatTakesTooLong() throws Exception {
        Served served = serve(arrived, config -> config);
        Http2Client client = connect(served);
        Http2Client.Stream waiting = client.open(Http2Client.head("GET", "/"), true);
        arrived.next();
        CompletableFuture<Void> drained = served.listener().drain(Duration.ofMillis(100));
        assertThat(waiting.read().header("nano-error")).isEqualTo("draining");
        drained.get(30, TimeUnit.SECONDS);
    }
}
