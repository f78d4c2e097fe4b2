package dev.nano.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(BufferLeaks.class)
class ForwardedTest {

    private static String ask(TrustedProxies proxies, String headers) throws Exception {
        try (Served served = Served.by(
                        exchange -> exchange.respond(
                                200,
                                new String[0],
                                exchange.clientAddress() + " " + exchange.url() + " " + exchange.authority()),
                        config -> config.withTrustedProxies(proxies));
                RawClient client = served.connect()) {
            client.send("GET /p HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n");
            return client.read().body();
        }
    }

    @Test
    void strangersAreNotBelieved() throws Exception {
        String headers = "X-Forwarded-For: 9.9.9.9\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: b\r\n";
        assertThat(ask(TrustedProxies.NONE, headers)).isEqualTo("127.0.0.1 http://a/p a");
        assertThat(ask(TrustedProxies.parse(List.of("10.0.0.0/8")), headers)).isEqualTo("127.0.0.1 http://a/p a");
    }

    @Test
    void trustedProxiesAreBelieved() throws Exception {
        assertThat(ask(
                        TrustedProxies.parse(List.of("127.0.0.0/8")),
                        "X-Forwarded-For: 9.9.9.9\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: b.local:444\r\n"))
                .isEqualTo("9.9.9.9 https://b.local:444/p b.local:444");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        X-Forwarded-For: 1.1.1.1, 9.9.9.9                              | 9.9.9.9
        X-Forwarded-For: 9.9.9.9, 10.1.2.3                             | 9.9.9.9
        X-Forwarded-For: 1.1.1.1, 9.9.9.9:1234, 10.1.2.3               | 9.9.9.9
        X-Forwarded-For: 10.0.0.1, 10.1.2.3                            | 10.0.0.1
        X-Forwarded-For: 9.9.9.9, unknown                              | 127.0.0.1
        X-Forwarded-For: 1.1.1.1, 10.1                                 | 127.0.0.1
        X-Forwarded-For: 1.1.1.1; X-Forwarded-For: 9.9.9.9             | 9.9.9.9
        X-Forwarded-For: 2001:db8::1                                   | 2001:db8:0:0:0:0:0:1
        X-Forwarded-For: [2001:db8::1]:99                              | 2001:db8:0:0:0:0:0:1
        X-Other: 1                                                     | 127.0.0.1
        """)
    void theClientIsTheLastHopThatIsNotOurs(String headers, String client) throws Exception {
        String lines = headers.replace("; ", "\r\n") + "\r\n";
        assertThat(ask(TrustedProxies.parse(List.of("127.0.0.1", "10.0.0.0/8")), lines))
                .startsWith(client + " ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-Host: a/b", "X-Forwarded-Host: u@b", "X-Forwarded-Proto: javascript"})
    void nonsenseFromAProxyIsIgnored(String header) throws Exception {
        assertThat(ask(TrustedProxies.parse(List.of("127.0.0.1/32")), header + "\r\n"))
                .isEqualTo("127.0.0.1 http://a/p a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10/8", "example.com", "::1/129", "fd00::/x"})
    void aBadEntryIsNamed(String entry) {
        assertThatThrownBy(() -> TrustedProxies.parse(List.of(entry)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("trusted_proxies: " + entry + " (expected: ");
    }
}
