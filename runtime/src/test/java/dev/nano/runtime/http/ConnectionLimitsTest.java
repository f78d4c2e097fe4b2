package dev.nano.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BufferLeaks.class)
class ConnectionLimitsTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    @Test
    void aConnectionAboveTheLimitIsRefusedByName() throws Exception {
        try (Served served =
                        Served.by(Served::echo, config -> config.withConnections(new ConnectionLimits(2, 10, 1000)));
                RawClient first = served.connect()) {
            assertThat(first.send(GET).read().status()).isEqualTo(200);
            try (RawClient second = served.connect();
                    RawClient third = served.connect()) {
                assertThat(second.send(GET).read().status()).isEqualTo(200);
                RawClient.Answer answer = third.read();
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.header("nano-error")).contains("too_many_connections");
                assertThat(answer.body()).contains("http.max_connections: 2");
            }
            await().until(() -> served.listener().stats().openConnections() == 1);
            try (RawClient next = served.connect()) {
                assertThat(next.send(GET).read().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void aTrustedProxyHasNoLimitOfItsOwn() throws Exception {
        var limits = new ConnectionLimits(10, 1, 1000);
        try (Served served = Served.by(Served::echo, config -> config.withConnections(limits));
                RawClient first = served.connect();
                RawClient second = served.connect()) {
            assertThat(first.send(GET).read().status()).isEqualTo(200);
            assertThat(second.read().body()).contains("http.max_connections_per_client: 1");
        }
        TrustedProxies proxies = TrustedProxies.parse(List.of("127.0.0.0/8"));
        try (Served served = Served.by(
                        Served::echo, config -> config.withConnections(limits).withTrustedProxies(proxies));
                RawClient first = served.connect();
                RawClient second = served.connect()) {
            assertThat(first.send(GET).read().status()).isEqualTo(200);
            assertThat(second.send(GET).read().status()).isEqualTo(200);
        }
    }
}
