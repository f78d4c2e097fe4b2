package dev.nano.runtime.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FetchTest {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch clientGone = new CountDownLatch(1);
    private HttpServer server;
    private String base;
    private TestIsolate app;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
        base = "http://127.0.0.1:" + server.getAddress().getPort();
        app = TestIsolate.bare();
    }

    @AfterEach
    void stop() {
        app.close();
        release.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            String path = exchange.getRequestURI().getPath();
            switch (path) {
                case "/echo" -> echo(exchange);
                case "/gzip" -> {
                    exchange.getResponseHeaders().add("content-encoding", "gzip");
                    exchange.sendResponseHeaders(200, 0);
                    try (OutputStream out = new GZIPOutputStream(exchange.getResponseBody())) {
                        out.write("packed".getBytes(StandardCharsets.UTF_8));
                    }
                }
                case "/cookies" -> {
                    exchange.getResponseHeaders().add("set-cookie", "a=1");
                    exchange.getResponseHeaders().add("set-cookie", "b=2");
                    exchange.sendResponseHeaders(204, -1);
                }
                case "/loop" -> redirect(exchange, 302, "/loop");
                case "/see-other" -> redirect(exchange, 303, "/echo");
                case "/same-method" -> redirect(exchange, 307, "/echo");
                case "/elsewhere" ->
                    redirect(
                            exchange,
                            302,
                            "http://localhost:" + server.getAddress().getPort() + "/echo");
                case "/half" -> {
                    exchange.sendResponseHeaders(200, 100);
                    exchange.getResponseBody().write("half".getBytes(StandardCharsets.UTF_8));
                    exchange.getResponseBody().flush();
                }
                case "/hang" -> awaitRelease();
                case "/endless" -> endless(exchange);
                default -> exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    private void echo(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        StringBuilder text = new StringBuilder(exchange.getRequestMethod());
        for (String name : List.of(
                "content-type", "x-test", "authorization", "content-length", "transfer-encoding", "user-agent")) {
            String value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
                text.append('|').append(name).append('=').append(value);
            }
        }
        text.append('|').append(new String(body, StandardCharsets.UTF_8));
        byte[] answer = text.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("X-Answer", "yes");
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
    }

    private static void redirect(HttpExchange exchange, int status, String to) throws IOException {
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().add("location", to);
        exchange.sendResponseHeaders(status, -1);
    }

    private void awaitRelease() {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void endless(HttpExchange exchange) {
        try {
            exchange.sendResponseHeaders(200, 0);
            while (true) {
                exchange.getResponseBody().write(new byte[10_000]);
            }
        } catch (IOException e) {
            clientGone.countDown();
        }
    }

    private String eval(String body) {
        return app.eval("const base = '" + base + "';" + body);
    }

    @Test
    void methodHeadersAndBodyArriveAndSoDoesTheAnswer() {
        assertThat(eval("""
            const r = await fetch(base + '/echo', { method: 'PUT', headers: { 'X-Test': 'a' }, body: 'h\u00e4' });
            return [r.status, r.ok, r.url, r.redirected, r.type, r.headers.get('x-answer'), await r.text()];
            """))
                .isEqualTo(
                        "[200,true,\"" + base + "/echo\",false,\"basic\",\"yes\","
                                              + "\"PUT|content-type=text/plain;charset=UTF-8|x-test=a|content-length=3|user-agent=NANO|h\u00e4\"]");
    }

    @Test
    void bodiesOfEveryKindAreSent() {
        assertThat(eval("return (await fetch(base + '/echo', { method: 'POST', body: new Uint8Array([104,"
                        + " 105]) })).text()"))
                .isEqualTo("POST|content-length=2|user-agent=NANO|hi");
        assertThat(eval("return (await fetch(base + '/echo', { method: 'POST', body: new URLSearchParams({ a:"
                        + " 'b c' }) })).text()"))
                .contains("content-type=application/x-www-form-urlencoded;charset=UTF-8")
                .endsWith("|a=b+c");
        assertThat(eval("return (await fetch(base + '/echo', { method: 'POST' })).text()"))
                .isEqualTo("POST|content-length=0|user-agent=NANO|");
        assertThat(eval("""
            const body = new ReadableStream({
              async start(controller) {
                for (const word of ['a', 'b', 'c']) {
                  controller.enqueue(new TextEncoder().encode(word));
                  await new Promise((resolve) => setTimeout(resolve, 1));
                }
                controller.close();
              },
            });
            return (await fetch(base + '/echo', { method: 'POST', body, duplex: 'half' })).text();
            """)).isEqualTo("POST|transfer-encoding=chunked|user-agent=NANO|abc");
    }

    @Test
    void compressedAnswersAreUnpacked() {
        assertThat(eval("const r = await fetch(base + '/gzip'); return [await r.text(),"
                        + " r.headers.get('content-encoding')]"))
                .isEqualTo("[\"packed\",null]");
    }

    @Test
    void repeatedHeadersAreKeptApartWhereTheyMustBe() {
        assertThat(eval("const r = await fetch(base + '/cookies'); return [r.status, r.headers.getSetCookie(),"
                        + " r.body]"))
                .isEqualTo("[204,[\"a=1\",\"b=2\"],null]");
        assertThat(eval("(await fetch(base + '/cookies')).headers.set('a', 'b')"))
                .isEqualTo("TypeError: these headers are immutable");
    }

    @Test
    void redirectsAreFollowedAsTheStandardSays() {
        assertThat(eval("""
            const r = await fetch(base + '/see-other', { method: 'POST', body: 'x', headers: { 'x-test': 'kept' } });
            return [r.url, r.redirected, await r.text()];
            """)).isEqualTo("[\"" + base + "/echo\",true,\"GET|x-test=kept|user-agent=NANO|\"]");
        assertThat(eval("return (await fetch(base + '/same-method', { method: 'POST', body: 'x' })).text()"))
                .startsWith("POST|")
                .endsWith("|x");
        assertThat(eval("""
            const r = await fetch(base + '/elsewhere', { headers: { authorization: 'secret', 'x-test': 'kept' } });
            return r.text();
            """)).contains("x-test=kept").doesNotContain("secret");
        assertThat(eval("const r = await fetch(base + '/see-other', { redirect: 'manual' }); return [r.status,"
                        + " r.headers.get('location')]"))
                .isEqualTo("[303,\"/echo\"]");
        assertThat(eval("await fetch(base + '/see-other', { redirect: 'error' })"))
                .startsWith("TypeError: fetch failed: ")
                .contains("redirects");
        seen.clear();
        assertThat(eval("await fetch(base + '/loop')")).isEqualTo("TypeError: fetch failed: more than 20 redirects");
        assertThat(seen).hasSize(21);
    }

    @Test
    void failuresNameTheirCause() throws IOException {
        int closedPort;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closedPort = socket.getLocalPort();
        }
        assertThat(eval("await fetch('http://127.0.0.1:" + closedPort + "/')"))
                .startsWith("TypeError: fetch failed: cannot connect: ")
                .contains("refused");
        assertThat(eval("await fetch('http://no-such-host.invalid/')"))
                .startsWith("TypeError: fetch failed: host not found");
        assertThat(eval("await fetch('ftp://127.0.0.1/')")).contains("is not an HTTP URL");
        assertThat(eval("await fetch('/relative')")).isEqualTo("TypeError: \"/relative\" is not a valid absolute URL");
        assertThat(eval("const r = await fetch(base + '/half'); await r.text();"))
                .isEqualTo("TypeError: the server closed the connection before its answer was complete");
    }

    @Test
    void anAbortEndsTheRequestWithItsReason() {
        assertThat(eval("const c = new AbortController(); const p = fetch(base + '/hang', { signal: c.signal });"
                        + " setTimeout(() => c.abort(), 10); await p;"))
                .isEqualTo("AbortError: the operation was aborted");
        assertThat(eval("await fetch(base + '/hang', { signal: AbortSignal.timeout(10) })"))
                .isEqualTo("TimeoutError: the operation timed out");
        assertThat(eval("await fetch(base + '/hang', { signal: AbortSignal.abort(new RangeError('mine')) })"))
                .isEqualTo("RangeError: mine");
    }

    @Test
    void anAbortWhileTheBodyArrivesFailsItsReaderAndClosesTheConnection() throws Exception {
        assertThat(eval("""
            const c = new AbortController();
            const r = await fetch(base + '/endless', { signal: c.signal });
            const reader = r.body.getReader();
            await reader.read();
            c.abort(new RangeError('enough'));
            for (;;) await reader.read();
            """)).isEqualTo("RangeError: enough");
        clientGone.await();
    }

    @Test
    void aBodyThatIsCancelledClosesTheConnection() throws Exception {
        eval("const r = await fetch(base + '/endless'); await r.body.cancel();");
        clientGone.await();
    }

    @Test
    void aBodyLargerThanTheLimitIsNotCollected() {
        assertThat(eval("await (await fetch(base + '/endless')).text()"))
                .isEqualTo("TypeError: the body is larger than " + TestIsolate.MAX_BODY_BYTES + " bytes");
    }

    @Test
    void anAnswerThatIsReturnedIsPassedThroughWithItsHeaders() {
        try (var proxy = TestIsolate.app("""
            export default { fetch(request) {
              const target = new URL(request.url).searchParams.get('to');
              return fetch(target, request);
            } }
            """)) {
            TestExchange exchange = proxy.answer(TestExchange.post(
                    "http://app.test/?to=" + base + "/echo",
                    "carried",
                    "host",
                    "app.test",
                    "x-test",
                    "through",
                    "connection",
                    "close",
                    "content-length",
                    "7"));
            assertThat(exchange.status).isEqualTo(200);
            assertThat(exchange.header("x-answer")).isEqualTo("yes");
            assertThat(exchange.text()).startsWith("POST|x-test=through|").endsWith("|carried");
        }
    }

    @Test
    void manyRequestsAtATimeAllComeBack() {
        assertThat(eval("""
            const answers = await Promise.all(Array.from({ length: 200 }, async (_, i) =>
                (await fetch(`${base}/echo`, { method: 'POST', body: `${i}` })).text()));
            return answers.every((text, i) => text.endsWith(`|${i}`));
            """)).isEqualTo("true");
    }

    @Test
    void closingTheIsolateEndsWhatItHasOpen() throws Exception {
        TestIsolate other = TestIsolate.bare();
        other.eval("await fetch('" + base + "/endless')");
        other.close();
        clientGone.await();
        await().untilAsserted(() -> assertThat(seen).contains("GET /endless"));
    }
}
