package dev.nano.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nano.runtime.RunningApps;
import dev.nano.runtime.isolate.IsolateSettings;
import dev.nano.runtime.isolate.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to a request of an app, as a client sees it that sends and reads bytes. */
@ExtendWith(BufferLeaks.class)
class AppsOverSocketsTest {
    private static final int MAX_PENDING = 2;

    /** One for all, because starting the engine takes longest. */
    private static RunningApps running;

    @BeforeAll
    static void start() {
        IsolateSettings usual = IsolateSettings.defaults();
        running = new RunningApps(new IsolateSettings(
                usual.parallelism(),
                usual.maxThreads(),
                1,
                MAX_PENDING,
                usual.idleTimeout(),
                usual.maxIdleIsolates(),
                usual.maxStuckThreads(),
                usual.shortestLoadLimit(),
                false));
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @BeforeEach
    void forget() {
        running.log.clear();
    }

    private RawClient connect() throws IOException {
        return new RawClient(new InetSocketAddress(InetAddress.getLoopbackAddress(), running.port()));
    }

    private void app(Limits limits, String body) {
        running.put("app", limits, """
            export default { async fetch(request) {
              const { pathname } = new URL(request.url);
              if (pathname === '/fine') return new Response('fine');
              %s
            } };
            """.formatted(body));
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: app\r\n\r\n";
    }

    private static void isError(RawClient.Answer answer, int status, String code) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("nano-error")).contains(code);
        assertThat(answer.header("content-type")).contains("application/json");
        String id = answer.header("x-request-id").orElseThrow();
        assertThat(answer.body())
                .startsWith("{\"error\":{\"code\":\"" + code + "\",\"message\":\"")
                .endsWith("\"request_id\":\"" + id + "\"}}")
                .doesNotContain("index.js");
        assertThat(answer.header("retry-after").isPresent())
                .isEqualTo(code.equals("memory_limit") || code.equals("queue_full"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        404 | no_app         | elsewhere | return new Response();
        500 | handler_error  | app       | throw new Error('no');
        500 | not_a_response | app       | return 'hello';
        504 | timeout        | app       | await new Promise(() => {});
        503 | memory_limit   | app       | const all = []; while (true) all.push(new Uint8Array(100000).fill(1));
        """)
    void anErrorIsAnsweredAndTheConnectionGoesOn(int status, String code, String host, String body) throws Exception {
        Duration timeout = Duration.ofSeconds(code.equals("timeout") ? 1 : 60);
        app(new Limits(timeout, 48, 1), body);
        try (RawClient client = connect()) {
            client.send("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
            isError(client.read(), status, code);
            assertThat(client.send(get("/fine")).read().body()).isEqualTo("fine");
        }
    }

    @Test
    void answersThatClientsDoNotTakeAreBoundedByTheMemoryOfTheApp() throws Exception {
        app(new Limits(Duration.ofSeconds(30), 48, 1), "return new Response(new Uint8Array(16 << 20));");
        try (RawClient first = slow();
                RawClient second = slow();
                RawClient third = slow();
                RawClient fourth = connect()) {
            for (RawClient client : List.of(first, second, third)) {
                assertThat(client.send(get("/")).line()).isEqualTo("HTTP/1.1 200 OK");
            }
            isError(fourth.send(get("/")).read(), 503, "memory_limit");
            assertThat(fourth.send(get("/fine")).read().body()).isEqualTo("fine");
            first.reset();
            await().until(() -> fourth.send(get("/")).read().status() == 200);
        }
    }

    /** One that takes little at a time. */
    private RawClient slow() throws IOException {
        return new RawClient(new InetSocketAddress(InetAddress.getLoopbackAddress(), running.port()), 4096);
    }

    @Test
    void aFullQueueIsAnsweredAtOnce() throws Exception {
        app(RunningApps.PATIENT, "console.log('waiting'); await new Promise(() => {});");
        try (RawClient first = connect();
                RawClient second = connect();
                RawClient third = connect()) {
            first.send(get("/"));
            second.send(get("/"));
            await().until(() -> running.log.size() == MAX_PENDING);
            isError(third.send(get("/")).read(), 503, "queue_full");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 1048577", "Content-Length: 1048577\r\nExpect: 100-continue"})
    void aBodyThatIsTooLargeToBeBufferedIsRefusedBeforeItIsSent(String headers) throws Exception {
        app(RunningApps.PATIENT, "return new Response(await request.text());");
        try (RawClient client = connect()) {
            client.send("POST / HTTP/1.1\r\nHost: app\r\n" + headers + "\r\n\r\n");
            RawClient.Answer answer = client.read();
            isError(answer, 413, "body_too_large");
            assertThat(answer.header("connection")).contains("close");
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    void aBodyThatIsLargerThanAnybodySaidIsRefused() throws Exception {
        app(RunningApps.PATIENT, "return new Response(await request.text());");
        try (RawClient client = connect()) {
            client.send("POST / HTTP/1.1\r\nHost: app\r\nTransfer-Encoding: chunked\r\n\r\n100001\r\n");
            client.send(new byte[0x100001]);
            isError(client.read(), 413, "body_too_large");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theSignalOfARequestAbortsWhenItsClientLeaves(boolean orderly) throws Exception {
        app(RunningApps.PATIENT, """
            console.log('begun');
            await new Promise((resolve) => { request.signal.onabort = resolve; });
            console.log(request.signal.aborted + ' ' + request.signal.reason.name);
            return new Response();
            """);
        try (RawClient client = connect()) {
            client.send(get("/"));
            await().until(() -> running.log.contains("app: begun"));
            client.leave(orderly);
            await().until(() -> running.log.contains("app: true AbortError"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"new Response('body')", "new Response(new Blob(['bo', 'dy']).stream())"})
    void headIsAnsweredLikeGetWithoutTheBody(String response) throws Exception {
        app(RunningApps.PATIENT, "return " + response + ";");
        try (RawClient client = connect()) {
            client.send("HEAD / HTTP/1.1\r\nHost: app\r\n\r\n" + get("/") + get("/fine"));
            RawClient.Answer head = client.readHead();
            assertThat(head.status()).isEqualTo(200);
            RawClient.Answer whole = client.read();
            assertThat(whole.body()).isEqualTo("body");
            assertThat(head.header("content-length")).isEqualTo(whole.header("content-length"));
            assertThat(client.read().body()).isEqualTo("fine");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void aStatusWithoutContentLeavesTheConnectionInStep(int status) throws Exception {
        app(RunningApps.PATIENT, "return new Response(null, { status: " + status + ", headers: { etag: '\"1\"' } });");
        try (RawClient client = connect()) {
            client.send(get("/") + get("/fine"));
            RawClient.Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.header("etag")).contains("\"1\"");
            assertThat(answer.header("content-length")).isEqualTo(Optional.empty());
            assertThat(client.read().body()).isEqualTo("fine");
        }
    }

    @Test
    void anAnswerMayBeginWhileTheRequestIsStillBeingSent() throws Exception {
        app(RunningApps.PATIENT, "return new Response(request.body);");
        try (RawClient client = connect()) {
            client.send("POST / HTTP/1.1\r\nHost: app\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
            while (!client.line().isEmpty()) {
                // To the body.
            }
            assertThat(client.line()).isEqualTo("3");
            assertThat(client.line()).isEqualTo("one");
            client.send("3\r\ntwo\r\n");
            assertThat(client.line()).isEqualTo("3");
            assertThat(client.line()).isEqualTo("two");
            client.send("0\r\nchecksum: 1\r\n\r\n");
            assertThat(client.line()).isEqualTo("0");
            assertThat(client.line()).isEmpty();
            assertThat(client.send(get("/fine")).read().body()).isEqualTo("fine");
        }
    }
}
