package dev.nano.runtime.isolate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.nano.runtime.RunningApps;
import dev.nano.runtime.outbound.Egress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code cpu_ms}: what one request may use of the processors, in one turn or in many. */
class CpuLimitTest {

    private static final Limits LIMITED = new Limits(Duration.ofMinutes(5), 64, 1, 300);
    private static final String SOME_WORK =
            "const work = () => { let sum = 0; for (let i = 0; i < 1e6; i++) sum = (sum * 31 + i) % 65521; return sum;"
                    + " };";

    private static RunningApps running;
    private static HttpServer upstream;

    @BeforeAll
    static void start() throws IOException {
        running = new RunningApps();
        running.apps.allowForAll(Egress.LOOPBACK);
        running.put("neighbour", RunningApps.PATIENT, "export default { fetch: () => new Response('undisturbed') };");
        upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        upstream.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, 2);
                exchange.getResponseBody().write(new byte[2]);
            }
        });
        upstream.start();
    }

    @AfterAll
    static void stop() {
        upstream.stop(0);
        running.close();
    }

    private static String app(String body) {
        return """
            %s
            export default { async fetch(request, env, ctx) {
              const url = new URL(request.url);
              if (url.pathname === '/quick') return new Response('fine');
              if (url.pathname === '/slow') { await new Promise(done => setTimeout(done, 300)); return new Response('fine'); }
              %s
            } };
            """.formatted(
                SOME_WORK,
                body.replace(
                        "UPSTREAM", "http://127.0.0.1:" + upstream.getAddress().getPort()));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        endless loop     | for (;;) {}
        after an await   | await null; for (;;) {}
        promise jobs     | const again = () => Promise.resolve().then(again); await again();
        async functions  | for (;;) await null;
        queueMicrotask   | const again = () => queueMicrotask(again); again(); await new Promise(() => {});
        timers           | for (;;) { await new Promise((done) => setTimeout(done, 0)); work(); }
        interval         | setInterval(work, 1); await new Promise(() => {});
        chain of timers  | const go = () => { work(); setTimeout(go, 0); }; go(); await new Promise(() => {});
        fetches          | for (;;) { await (await fetch('UPSTREAM')).text(); work(); }
        bodies of fetches| for (;;) { const r = await fetch('UPSTREAM'); for await (const part of r.body) work(); }
        generator        | function* endless() { for (;;) yield 1; } for (const one of endless()) {}
        expression       | for (;;) /^(a*)*\\1b$/.test('a'.repeat(20) + 'c');
        waitUntil first  | ctx.waitUntil((async () => { for (;;) { await null; work(); } })()); await new Promise(() => {});
        host calls       | for (;;) new URL('http://example.com/' + Math.random());
        abort signals    | for (;;) { AbortSignal.timeout(0); await new Promise((d) => setTimeout(d, 0)); work(); }
        """)
    void aRequestThatUsesTooMuchIsEnded(String name, String body) {
        String host = "cpu-" + name.replace(' ', '-');
        running.put(host, LIMITED, app(body));
        assertThat(running.get(host, "/quick").body()).isEqualTo("fine");

        HttpResponse<String> response = running.get(host, "/");

        assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
        assertThat(response.headers().firstValue("nano-error")).contains("cpu_limit");
        assertThat(response.headers().firstValue("retry-after")).contains("1");
        assertThat(response.body()).contains("cpu_ms of 300");
        assertThat(running.get(host, "/quick").body()).isEqualTo("fine");
        assertThat(running.get("neighbour").body()).isEqualTo("undisturbed");
    }

    @Test
    void whatARequestUsesCountsForNoOtherOne() {
        running.put("two", LIMITED, app("for (;;) { await (await fetch('UPSTREAM')).text(); work(); }"));
        CompletableFuture<HttpResponse<String>> first = running.getAsync("two", "/");
        CompletableFuture<HttpResponse<String>> second = running.getAsync("two", "/");

        assertThat(first.join().headers().firstValue("nano-error")).isPresent();
        assertThat(second.join().headers().firstValue("nano-error")).isPresent();
        for (int i = 0; i < 50; i++) {
            assertThat(running.get("two", "/quick").statusCode()).isEqualTo(200);
        }
        assertThat(running.get("two", "/slow").statusCode()).isEqualTo(200);
    }

    @Test
    void manySmallRequestsAndAnAppWithoutLimitGoOn() {
        running.put("small", LIMITED, app("await null; return new Response(String(work()));"));
        running.put(
                "free", RunningApps.PATIENT, app("for (let i = 0; i < 60; i++) work(); return new Response('done');"));

        for (int i = 0; i < 100; i++) {
            assertThat(running.get("small", "/").statusCode()).isEqualTo(200);
        }
        assertThat(running.get("free", "/").body()).isEqualTo("done");
    }

    @Test
    void loadingCountsForNoRequest() {
        running.put("loads", LIMITED, "for (let i = 0; i < 1e8; i++); " + app("return new Response('loaded');"));

        assertThat(running.get("loads", "/").body()).isEqualTo("loaded");
    }
}
