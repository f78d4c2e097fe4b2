package dev.nano.runtime.http;

import static dev.nano.runtime.http.Arrivals.outcome;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nano.runtime.exchange.Exchange;
import dev.nano.runtime.exchange.Outcome;
import dev.nano.runtime.exchange.ResponseBody;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(BufferLeaks.class)
class Http1ConnectionTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String[] NONE = {};

    private final Arrivals arrived = new Arrivals();

    @Test
    void anIdleConnectionIsClosedWithoutAWord() throws Exception {
        try (Served served = Served.by(Served::echo, config -> config.withTimeouts(Served.shortTimeouts()));
                RawClient fresh = served.connect();
                RawClient used = served.connect()) {
            used.send(GET);
            assertThat(used.read().status()).isEqualTo(200);
            assertThat(used.isClosed()).isTrue();
            assertThat(fresh.isClosed()).isTrue();
        }
    }

    @Test
    void aHeadThatTakesTooLongIsAnsweredWith408() throws Exception {
        try (Served served = Served.by(Served::echo, config -> config.withTimeouts(Served.shortTimeouts()));
                RawClient client = served.connect()) {
            client.send("GET / HTTP/1.1\r\nHost");
            RawClient.Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.header("nano-error")).contains("request_timeout");
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void tricklingAHeadDoesNotHelp() throws Exception {
        try (Served served = Served.by(Served::echo, config -> config.withTimeouts(Served.shortTimeouts()));
                RawClient client = served.connect()) {
            client.send("GET / HTTP/1.1\r\n");
            await().atMost(30, TimeUnit.SECONDS)
                    .pollInterval(50, TimeUnit.MILLISECONDS)
                    .until(() -> {
                        client.send("A: b\r\n");
                        return served.listener().stats().rejectedRequests() == 1;
                    });
            assertThat(client.read().status()).isEqualTo(408);
        }
    }

    @Test
    void aClientThatTakesNothingIsCutOff() throws Exception {
        try (Served served = Served.by(arrived, config -> config.withTimeouts(Served.shortTimeouts()));
                RawClient client = new RawClient(served.listener().address(), 16 * 1024)) {
            client.send(GET);
            Exchange exchange = arrived.next();
            CompletableFuture<Outcome> outcome = outcome(exchange);
            exchange.respond(200, NONE, new byte[64 * 1024 * 1024]);
            assertThat(outcome.get(30, TimeUnit.SECONDS).clientLeft()).isTrue();
            assertThatThrownBy(client::read).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientThatLeavesIsNoticedWhileTheHandlerRuns(boolean orderly) throws Exception {
        try (Served served = Served.by(arrived);
                RawClient client = served.connect()) {
            client.send(GET);
            Exchange exchange = arrived.next();
            CompletableFuture<Outcome> outcome = outcome(exchange);
            client.leave(orderly);
            assertThat(outcome.get(30, TimeUnit.SECONDS)).matches(o -> o.clientLeft() && o.status() == 0);
            assertThat(exchange.isOver()).isTrue();
            exchange.respond(200, NONE, "too late");
        }
    }

    @Test
    void aClientThatLeavesIsNoticedBehindManyRequests() throws Exception {
        try (Served served = Served.by(arrived)) {
            CompletableFuture<Outcome> outcome;
            try (RawClient client = served.connect()) {
                // More than the window takes, and no more than the socket buffers: else the kernel holds the end back.
                client.send(GET.repeat(80_000 / GET.length()));
                outcome = outcome(arrived.next());
            }
            assertThat(outcome.get(30, TimeUnit.SECONDS).clientLeft()).isTrue();
        }
    }

    @Test
    void aClientThatLeavesIsNoticedBehindAnUnreadBody() throws Exception {
        try (Served served = Served.by(arrived)) {
            CompletableFuture<Outcome> outcome;
            try (RawClient client = served.connect()) {
                client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999\r\n\r\n");
                client.send(new byte[80_000]);
                outcome = outcome(arrived.next());
            }
            assertThat(outcome.get(30, TimeUnit.SECONDS).clientLeft()).isTrue();
        }
    }

    @Test
    void aClientThatLeavesWithinAStreamWakesTheWriter() throws Exception {
        try (Served served = Served.by(arrived);
                RawClient client = new RawClient(served.listener().address(), 16 * 1024)) {
            client.send(GET);
            Exchange exchange = arrived.next();
            ResponseBody body = exchange.respondStreaming(200, NONE);
            while (body.write(new byte[64 * 1024])) {
                // Until the client's slowness is felt.
            }
            CompletableFuture<Void> woken = new CompletableFuture<>();
            CompletableFuture<Outcome> outcome = outcome(exchange);
            await().during(100, TimeUnit.MILLISECONDS).until(() -> !outcome.isDone());
            while (body.write(new byte[64 * 1024])) {
                // Again, in case the first time was only the way to the event loop.
            }
            client.reset();
            assertThat(outcome.get(30, TimeUnit.SECONDS).clientLeft()).isTrue();
            body.onWritable(() -> woken.complete(null));
            woken.get(30, TimeUnit.SECONDS);
            assertThat(body.write(new byte[1])).isFalse();
        }
    }

    @Test
    void aClientThatHasOnlyClosedItsSideStillGetsItsAnswers() throws Exception {
        try (Served served = Served.by(Served::echo);
                RawClient client = served.connect()) {
            client.send(GET.repeat(3)).shutdownOutput();
            for (int i = 0; i < 3; i++) {
                assertThat(client.read().body()).isEqualTo("GET http://a/");
            }
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void draining_finishesWhatRunsAndSaysClose() throws Exception {
        try (Served served = Served.by(arrived);
                RawClient running = served.connect();
                RawClient streaming = served.connect();
                RawClient idle = served.connect()) {
            running.send(GET);
            Exchange first = arrived.next();
            streaming.send(GET);
            ResponseBody stream = arrived.next().respondStreaming(200, NONE);
            await().until(() -> served.listener().stats().openConnections() == 3);

            CompletableFuture<Void> drained = served.listener().drain(Duration.ofSeconds(30));
            assertThat(idle.isClosed()).isTrue();
            assertThatThrownBy(served::connect).isInstanceOf(IOException.class);
            assertThat(drained).isNotDone();

            first.respond(200, NONE, "finished");
            RawClient.Answer answer = running.read();
            assertThat(answer.body()).isEqualTo("finished");
            assertThat(answer.header("connection")).contains("close");
            assertThat(running.isClosed()).isTrue();

            stream.write(new byte[] {'x'});
            stream.end();
            assertThat(streaming.read().body()).isEqualTo("x");
            assertThat(streaming.isClosed()).isTrue();
            drained.get(30, TimeUnit.SECONDS);
            assertThat(served.listener().stats().openConnections()).isZero();
        }
    }

    @Test
    void draining_losesNoRequestOfABusyConnection() throws Exception {
        HttpTimeouts patient = HttpTimeouts.DEFAULT.withDrainGrace(Duration.ofSeconds(30));
        try (Served served = Served.by(Served::echo, config -> config.withTimeouts(patient));
                RawClient busy = served.connect()) {
            busy.send(GET);
            assertThat(busy.read().header("connection")).isEmpty();
            CompletableFuture<Void> drained = served.listener().drain(Duration.ofSeconds(30));
            busy.send(GET);
            assertThat(busy.read().header("connection")).contains("close");
            assertThat(busy.isClosed()).isTrue();
            drained.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void draining_refusesWhatTakesTooLong() throws Exception {
        try (Served served = Served.by(arrived);
                RawClient waiting = served.connect();
                RawClient streaming = served.connect()) {
            waiting.send(GET);
            arrived.next();
            streaming.send(GET);
            arrived.next().respondStreaming(200, NONE).write(new byte[] {'x'});
            CompletableFuture<Void> drained = served.listener().drain(Duration.ofMillis(100));
            RawClient.Answer answer = waiting.read();
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("nano-error")).contains("draining");
            assertThat(answer.header("retry-after")).contains("1");
            assertThatThrownBy(streaming::read).isInstanceOf(IOException.class);
            drained.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void stopAccepting_leavesOpenConnectionsAlone() throws Exception {
        try (Served served = Served.by(Served::echo);
                RawClient client = served.connect()) {
            client.send(GET);
            assertThat(client.read().status()).isEqualTo(200);
            served.listener().stopAccepting();
            assertThatThrownBy(served::connect).isInstanceOf(IOException.class);
            client.send(GET);
            assertThat(client.read().header("connection")).isEmpty();
        }
    }

    @Test
    void twoListenersShareTheirThreads() throws Exception {
        HttpThreads threads = HttpThreads.start(1);
        try (Served apps = Served.on(threads, exchange -> exchange.respond(200, NONE, "apps"), config -> config);
                HttpListener admin = HttpListener.start(
                        threads,
                        HttpListenerConfig.of("127.0.0.1", 0),
                        exchange -> exchange.respond(200, NONE, "admin"));
                RawClient first = apps.connect();
                RawClient second = new RawClient(admin.address())) {
            assertThat(first.send(GET).read().body()).isEqualTo("apps");
            assertThat(second.send(GET).read().body()).isEqualTo("admin");
            admin.stopAccepting();
            assertThat(admin.drain(Duration.ZERO)).succeedsWithin(Duration.ofSeconds(30));
            assertThat(second.isClosed()).isTrue();
            assertThat(first.send(GET).read().body()).isEqualTo("apps");
        }
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (Served served = Served.by(Served::echo);
                HttpThreads threads = HttpThreads.start(1)) {
            assertThatThrownBy(() -> HttpListener.start(
                            threads, HttpListenerConfig.of("127.0.0.1", served.port()), Served::echo))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1:" + served.port());
        }
    }

    @Test
    void statsCountConnectionsAndBytes() throws Exception {
        try (Served served = Served.by(exchange -> exchange.respond(200, NONE, "12345"))) {
            ConnectionStats stats = served.listener().stats();
            try (RawClient client = served.connect()) {
                client.send(GET);
                client.read();
                assertThat(stats.openConnections()).isEqualTo(1);
                assertThat(stats.acceptedConnections()).isEqualTo(1);
                assertThat(stats.bytesIn()).isEqualTo(GET.length());
                assertThat(stats.bytesOut()).isGreaterThan(50);
            }
            await().until(() -> stats.openConnections() == 0);
        }
    }
}
