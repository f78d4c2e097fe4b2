package dev.nano.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nano.runtime.exchange.Exchange;
import dev.nano.runtime.exchange.Failure;
import dev.nano.runtime.exchange.RequestBody;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(BufferLeaks.class)
class Http1BodyTest {
    private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\n";

    private static void sendBack(Exchange exchange) {
        var _ = BodyReader.readAll(exchange).thenAccept(body -> exchange.respond(200, new String[0], body));
    }

    @Test
    void aSmallBodyArrivesWhole() throws Exception {
        try (Served served = Served.by(exchange ->
                        exchange.respond(200, new String[0], exchange.body().whole()));
                RawClient client = served.connect()) {
            client.send((POST + "Content-Length: 5\r\n\r\nhello").repeat(2));
            assertThat(client.read().body()).isEqualTo("hello");
            assertThat(client.read().body()).isEqualTo("hello");
        }
    }

    @Test
    void aRequestWithoutABodyHasAnEmptyOne() throws Exception {
        try (Served served = Served.by(exchange -> {
                    RequestBody body = exchange.body();
                    assertThat(body.isEmpty()).isTrue();
                    assertThat(body.whole()).isEmpty();
                    sendBack(exchange);
                });
                RawClient client = served.connect()) {
            client.send(POST + "Content-Length: 0\r\n\r\n" + POST + "\r\n");
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    @Test
    void aChunkedBodyIsPutTogether() throws Exception {
        try (Served served = Served.by(Http1BodyTest::sendBack);
                RawClient client = served.connect()) {
            for (int i = 0; i < 2; i++) {
                client.send(POST + "Transfer-Encoding: Chunked\r\n\r\n5\r\nhello\r\n");
                client.send("00006;ext=\"1\\\"\"\r\n world\r\n0\r\nTrailer: x\r\n\r\n");
                assertThat(client.read().body()).isEqualTo("hello world");
            }
        }
    }

    @Test
    void aChunkedBodyMayArriveByteByByte() throws Exception {
        try (Served served = Served.by(Http1BodyTest::sendBack);
                RawClient client = served.connect()) {
            String request =
                    POST + "Transfer-Encoding: chunked\r\n\r\nA\r\n0123456789\r\n1;x\r\nz\r\n0\r\nA: b\r\n\r\n";
            client.sendByteByByte(request);
            assertThat(client.read().body()).isEqualTo("0123456789z");
        }
    }

    @Test
    void aLargeUploadWaitsInTheSocketUntilItIsRead() throws Exception {
        int size = 64 * 1024 * 1024;
        Arrivals arrived = new Arrivals();
        try (Served served = Served.by(arrived);
                RawClient client = served.connect()) {
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(client, size));
            Exchange exchange = arrived.next();
            assertThat(exchange.body().announcedLength()).isEqualTo(size);

            AtomicLong received = new AtomicLong();
            CompletableFuture<Void> done = new CompletableFuture<>();
            readOnce(exchange, received, done);
            await().until(() -> received.get() > 0);
            // A small multiple of the window, and nothing near the size of the upload.
            assertThat(served.listener().stats().bytesIn()).isLessThan(512 * 1024);
            assertThat(sent).isNotDone();

            exchange.body().read(counting(exchange, received, done));
            done.get(20, TimeUnit.SECONDS);
            sent.get(30, TimeUnit.SECONDS);
            assertThat(received).hasValue(size);
            exchange.respond(200, new String[0], "thanks");
            assertThat(client.read().body()).isEqualTo("thanks");
        }
    }

    private static void send(RawClient client, int size) {
        try {
            client.send(POST + "Content-Length: " + size + "\r\n\r\n");
            byte[] block = new byte[1024 * 1024];
            for (int left = size; left > 0; left -= block.length) {
                client.send(block);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void readOnce(Exchange exchange, AtomicLong received, CompletableFuture<Void> done) {
        exchange.body().read(new RequestBody.Reader() {
            @Override
            public void chunk(byte[] bytes) {
                received.addAndGet(bytes.length);
            }

            @Override
            public void end() {
                done.complete(null);
            }

            @Override
            public void failed(String reason) {
                done.completeExceptionally(new IllegalStateException(reason));
            }
        });
    }

    private static RequestBody.Reader counting(Exchange exchange, AtomicLong received, CompletableFuture<Void> done) {
        return new RequestBody.Reader() {
            @Override
            public void chunk(byte[] bytes) {
                received.addAndGet(bytes.length);
                exchange.body().read(this);
            }

            @Override
            public void end() {
                done.complete(null);
            }

            @Override
            public void failed(String reason) {
                done.completeExceptionally(new IllegalStateException(reason));
            }
        };
    }

    @Test
    void continueIsSentWhenTheBodyIsFirstRead() throws Exception {
        Arrivals arrived = new Arrivals();
        try (Served served = Served.by(arrived);
                RawClient client = served.connect()) {
            client.send(POST + "Content-Length: 5\r\nExpect: 100-Continue\r\n\r\n");
            Exchange exchange = arrived.next();
            assertThat(exchange.body().whole()).isNull();
            sendBack(exchange);
            assertThat(client.read().status()).isEqualTo(100);
            client.send("hello");
            assertThat(client.read().body()).isEqualTo("hello");
            client.send(POST + "Content-Length: 2\r\n\r\nhi");
            sendBack(arrived.next());
            assertThat(client.read().body()).isEqualTo("hi");
        }
    }

    private static void isRefusedForGood(RawClient client) throws IOException {
        RawClient.Answer answer = client.read();
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.header("connection")).contains("close");
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void aRefusedBodyIsAnsweredWithoutContinue() throws Exception {
        try (Served served = Served.by(exchange -> exchange.fail(Failure.BODY_TOO_LARGE, "too much"));
                RawClient client = served.connect()) {
            client.send(POST + "Content-Length: 99999999\r\nExpect: 100-continue\r\n\r\n");
            isRefusedForGood(client);
        }
    }

    @Test
    void anUploadThatNobodyWantsDoesNotHideItsAnswer() throws Exception {
        try (Served served = Served.by(exchange -> exchange.fail(Failure.BODY_TOO_LARGE, "too much"));
                RawClient client = served.connect()) {
            client.send(POST + "Content-Length: 99999999\r\n\r\n");
            client.send(new byte[150 * 1024]);
            isRefusedForGood(client);
        }
    }

    @Test
    void aClientThatSendsOnHasTimeToReadItsAnswer() throws Exception {
        try (Served served = Served.by(exchange -> exchange.fail(Failure.BODY_TOO_LARGE, "too much"));
                RawClient client = served.connect();
                RawClient other = served.connect()) {
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(client, 99_999_999));
            await().until(() -> served.listener().stats().bytesIn() > 256 * 1024);
            // The event loop has done by then what so many bytes made it do.
            assertThat(other.send(POST + "\r\n").read().status()).isEqualTo(413);
            assertThat(served.listener().stats().openConnections()).isEqualTo(2);
            RawClient.Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.header("connection")).contains("close");
            assertThat(sending).isNotDone();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 100000", "Transfer-Encoding: chunked"})
    void theRestOfASmallUnreadBodyIsSkipped(String framing) throws Exception {
        try (Served served = Served.by(exchange -> exchange.respond(200, new String[0], exchange.path()));
                RawClient client = served.connect()) {
            String body = "x".repeat(100_000);
            client.send(POST + framing + "\r\n\r\n");
            client.send(framing.startsWith("T") ? "186a0\r\n" + body + "\r\n0\r\n\r\n" : body);
            client.send("GET /next HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(client.read().body()).isEqualTo("/");
            assertThat(client.read().body()).isEqualTo("/next");
        }
    }

    @Test
    void anEndlessUnreadBodyIsNotRead() throws Exception {
        try (Served served = Served.by(exchange -> exchange.respond(200, new String[0], ""));
                RawClient client = served.connect()) {
            client.send(POST + "Transfer-Encoding: chunked\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
            byte[] chunk = ("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 10_000; i++) {
                            client.send(chunk);
                        }
                    })
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(SocketTimeoutException.class);
            assertThat(served.listener().stats().bytesIn()).isLessThan(2 * 1024 * 1024);
        }
    }

    @Test
    void aBodyThatStallsIsAnsweredWith408() throws Exception {
        CompletableFuture<byte[]> body = new CompletableFuture<>();
        try (Served served = Served.by(
                        exchange -> BodyReader.readAll(exchange, body),
                        config -> config.withTimeouts(Served.shortTimeouts()));
                RawClient client = served.connect()) {
            client.send(POST + "Content-Length: 5\r\n\r\nhel");
            RawClient.Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.header("nano-error")).contains("request_timeout");
            assertThat(client.isClosed()).isTrue();
            assertThatThrownBy(() -> body.get(30, TimeUnit.SECONDS)).hasMessageContaining("too slow");
        }
    }

    @Test
    void theReaderLearnsThatTheClientLeftWithinTheBody() throws Exception {
        Arrivals arrived = new Arrivals();
        try (Served served = Served.by(arrived);
                RawClient client = served.connect()) {
            client.send(POST + "Content-Length: 5\r\n\r\nhel");
            Exchange exchange = arrived.next();
            CompletableFuture<byte[]> body = BodyReader.readAll(exchange);
            CompletableFuture<Boolean> left = new CompletableFuture<>();
            exchange.onOver(outcome -> left.complete(outcome.clientLeft()));
            client.reset();
            assertThatThrownBy(() -> body.get(30, TimeUnit.SECONDS)).hasMessageContaining("left");
            assertThat(left.get(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aReaderThatThrowsIsAnsweredWith500() throws Exception {
        try (Served served = Served.by(exchange -> exchange.body().read(new RequestBody.Reader() {
                    @Override
                    public void chunk(byte[] bytes) {
                        throw new IllegalStateException("broken reader");
                    }

                    @Override
                    public void end() {}

                    @Override
                    public void failed(String reason) {}
                }));
                RawClient client = served.connect()) {
            client.send(POST + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(500);
        }
    }
}
