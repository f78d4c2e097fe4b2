package dev.nano.runtime.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nano.runtime.RunningApps;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code request.url} is a URL as the standard writes it, whatever the client has written. */
class RequestUrlTest {

    private static final String URL_APP = "export default { fetch: (request) => new Response(request.url) }";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        http://app.test/plain?q=%20#             | http://app.test/plain?q=%20#
        http://APP.Test:80/a/../b/./c            | http://app.test/b/c
        https://app.test:443/%2e%2E/x            | https://app.test/x
        http://app.test:8080//a/..//b?x=a b'     | http://app.test:8080///b?x=a%20b%27
        http://127.1:81/                         | http://127.0.0.1:81/
        http://127.0.0.1:8080/index              | http://127.0.0.1:8080/index
        http://[::0:1]/\\x"                      | http://[::1]//x%22
        http://m%C3%BCnchen.test/                | http://xn--mnchen-3ya.test/
        """)
    void itIsNormalized(String asked, String normal) {
        try (var app = TestIsolate.app(URL_APP)) {
            assertThat(app.answer(TestExchange.get(asked)).text()).isEqualTo(normal);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%zz", "1.2.3.4.5", "a.256", "a%00b", "%"})
    void aHostThatNoUrlCanHaveIsABadRequestThatTheAppDoesNotSee(String host) {
        try (var app = TestIsolate.app(URL_APP)) {
            TestExchange exchange = TestExchange.get("http://" + host + "/");
            app.dispatch(exchange).join();
            assertThat(exchange.outcome().status()).isEqualTo(400);
            assertThat(exchange.failureMessage).isEqualTo("host: not one that a URL can have");
            assertThat(app.answer(TestExchange.get("http://app.test/")).text()).isEqualTo("http://app.test/");
        }
    }

    @Test
    void whatComesOverASocketIsNormalizedOrRefusedToo() throws Exception {
        try (var apps = new RunningApps()) {
            apps.put("*.example.com", RunningApps.PATIENT, URL_APP);
            assertThat(ask(apps, "GET /a/../b?c HTTP/1.1", "A.Example.COM:80"))
                    .startsWith("HTTP/1.1 200 ")
                    .endsWith("http://a.example.com/b?c");
            assertThat(ask(apps, "GET / HTTP/1.1", "a%zz.example.com"))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("nano-error: bad_request");
        }
    }

    private static String ask(RunningApps apps, String line, String host) throws IOException {
        try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), apps.port())) {
            String request = line + "\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
