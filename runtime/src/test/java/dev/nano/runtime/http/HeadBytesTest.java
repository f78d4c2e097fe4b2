package dev.nano.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nano.runtime.exchange.Exchange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** Heads of requests that are under way take a bounded part of the heap. */
class HeadBytesTest {

    private static final String LARGE = "GET / HTTP/1.1\r\nhost: a\r\nx: " + "x".repeat(20_000) + "\r\n\r\n";

    @Test
    void requestsWhoseHeadsFindNoRoomAreRefusedUntilOthersAreOver() throws Exception {
        var arrived = new LinkedBlockingQueue<Exchange>();
        HttpThreads threads = HttpThreads.start(1);
        HeadBytes heads = threads.states().iterator().next().heads;
        heads.most(100_000);
        List<RawClient> clients = new ArrayList<>();
        try (Served served = Served.on(threads, arrived::add, config -> config)) {
            for (int i = 0; i < 5; i++) {
                RawClient client = served.connect();
                clients.add(client);
                client.send(LARGE);
                int passed = Math.min(i + 1, 2);
                await().until(() -> arrived.size() == passed);
            }
            for (RawClient refused : clients.subList(2, 5)) {
                assertThat(refused.read().status()).isEqualTo(503);
            }
            arrived.forEach(exchange -> exchange.respond(200, new String[0], "ok"));
            assertThat(clients.getFirst().read().status()).isEqualTo(200);
            assertThat(clients.get(1).read().status()).isEqualTo(200);
            await().until(() -> heads.used() == 0);
            arrived.clear();

            clients.getLast().send(LARGE);
            arrived.take().respond(200, new String[0], "ok");
            assertThat(clients.getLast().read().status()).isEqualTo(200);
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }
}
