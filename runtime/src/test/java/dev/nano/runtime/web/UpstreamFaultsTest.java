package dev.nano.runtime.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** No fault of one conversation with a server reaches another one. */
class UpstreamFaultsTest {

    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String POISON = OK + "content-length: 6\r\n\r\nPOISON";
    private static final String FINE = OK + "content-length: 4\r\n\r\nfine";
    private static final String CHUNKED = OK + "transfer-encoding: chunked\r\n\r\n";

    private final RawUpstream upstream = new RawUpstream();
    private final TestIsolate app = TestIsolate.bare();
    private final TestIsolate other = TestIsolate.bare();

    @AfterEach
    void stop() throws Exception {
        app.close();
        other.close();
        upstream.close();
    }

    private String fetch(TestIsolate from, String path, String init) {
        return from.eval("const r = await fetch('" + upstream.url() + path + "'" + init
                + "); return r.status + ' ' + await r.text();");
    }

    static Stream<String> interim() {
        return Stream.of(
                        "100 Continue\r\n\r\n",
                        "102 Processing\r\n\r\n",
                        "103 Early Hints\r\nlink: </a>\r\n\r\n",
                        "199 What\r\ncontent-length: 0\r\n\r\n",
                        "103 A\r\n\r\nHTTP/1.1 100 B\r\n\r\nHTTP/1.1 102 C\r\n\r\n")
                .flatMap(head -> Stream.of("HTTP/1.1 " + head, "HTTP/1.1 " + head + "~", "HTTP/1.1 ~" + head + "~"));
    }

    @ParameterizedTest
    @MethodSource("interim")
    void interimResponsesAreSkipped(String interim) {
        upstream.answerWith(interim + FINE);
        assertThat(fetch(app, "/bad", "")).isEqualTo("200 fine");
        assertThat(fetch(app, "/bad", "")).isEqualTo("200 fine");
        assertThat(fetch(other, "/good", "")).isEqualTo("200 /good");
    }

    /** What is sent, what the app gets, and how it asks. */
    static Stream<Arguments> faults() {
        String failed = "TypeError: .*";
        return Stream.of(
                Arguments.of("two responses", FINE + POISON, "200 fine", ""),
                Arguments.of("extra bytes", FINE + "POISON", "200 fine", ""),
                Arguments.of("a part of a second response", FINE + "HTTP/1.1 200 OK\r\ncontent-le", "200 fine", ""),
                Arguments.of("a late interim response", FINE + "HTTP/1.1 103 Early Hints\r\n\r\n", "200 fine", ""),
                Arguments.of("a body after HEAD", FINE, "200 ", ", { method: 'HEAD' }"),
                Arguments.of(
                        "a response as the body of HEAD",
                        OK + "content-length: 44\r\n\r\n" + POISON,
                        "200 ",
                        ", { method: 'HEAD' }"),
                Arguments.of("204 with a body", "HTTP/1.1 204 No\r\ncontent-length: 44\r\n\r\n" + POISON, "204 ", ""),
                Arguments.of("304 with a body", "HTTP/1.1 304 No\r\ncontent-length: 44\r\n\r\n" + POISON, "304 ", ""),
                Arguments.of(
                        "both framings",
                        OK + "content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n" + POISON,
                        "200 .*|" + failed,
                        ""),
                Arguments.of(
                        "two lengths", OK + "content-length: 0\r\ncontent-length: 44\r\n\r\n" + POISON, failed, ""),
                Arguments.of("a list of lengths", OK + "content-length: 0, 44\r\n\r\n" + POISON, failed, ""),
                Arguments.of("a length that is none", OK + "content-length: -1\r\n\r\n" + POISON, failed, ""),
                Arguments.of(
                        "an unknown coding",
                        OK + "transfer-encoding: xchunked\r\ncontent-length: 0\r\n\r\n" + POISON,
                        "200 .*|" + failed,
                        ""),
                Arguments.of("a chunk that is longer", CHUNKED + "2\r\nabPOISON\r\n0\r\n\r\n", failed, ""),
                Arguments.of("a chunk size that is none", CHUNKED + "zz\r\nPOISON\r\n0\r\n\r\n", failed, ""),
                Arguments.of("too much after chunks", CHUNKED + "2\r\nab\r\n0\r\n\r\n" + POISON, "200 ab", ""),
                Arguments.of("trailers", CHUNKED + "2\r\nab\r\n0\r\nx-a: b\r\n\r\n", "200 ab", ""),
                Arguments.of(
                        "HTTP/1.0",
                        "HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 4\r\n\r\nfine" + POISON,
                        "200 fine",
                        ""),
                Arguments.of("an early close", OK + "content-length: 100\r\n\r\nhalf!", failed, ""),
                Arguments.of("an early close of chunks", CHUNKED + "a\r\nhalf!", failed, ""),
                Arguments.of("no response", "!", failed, ""),
                Arguments.of("no HTTP", "POISON\r\n\r\n" + POISON, failed, ""),
                Arguments.of(
                        "101 unasked",
                        "HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\nPOISON",
                        failed,
                        ""),
                Arguments.of(
                        "101 to WebSocket",
                        "HTTP/1.1 101 S\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n" + POISON,
                        failed,
                        ""),
                Arguments.of("interim for ever", "HTTP/1.1 103 E\r\n\r\n".repeat(50) + FINE, failed, ""),
                Arguments.of(
                        "an interim response with a body",
                        "HTTP/1.1 103 E\r\ncontent-length: 6\r\n\r\nPOISON" + FINE,
                        failed,
                        ""),
                Arguments.of("long headers", OK + "a: " + "x".repeat(100_000) + "\r\n\r\n", failed, ""),
                Arguments.of("many headers", OK + "a:\r\n".repeat(5_000) + "content-length: 0\r\n\r\n", failed, ""),
                Arguments.of("long trailers", CHUNKED + "0\r\n" + "a: b\r\n".repeat(50_000) + "\r\n", failed, ""),
                Arguments.of(
                        "a long chunk extension",
                        CHUNKED + "1;" + "x".repeat(100_000) + "\r\na\r\n0\r\n\r\n",
                        failed,
                        ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void aFaultStaysInItsConversation(String name, String bytes, String expected, String init) {
        upstream.answerWith(bytes);
        assertThat(fetch(app, "/bad", init)).matches("(?s)" + expected);
        for (int i = 0; i < 3; i++) {
            assertThat(fetch(app, "/good" + i, "")).isEqualTo("200 /good" + i);
            assertThat(fetch(other, "/good-other" + i, "")).isEqualTo("200 /good-other" + i);
        }
    }

    @Test
    void aConnectionOnWhichSomethingArrivesWhileItIsIdleIsClosed() {
        upstream.answerWith(FINE + "~" + POISON);
        assertThat(fetch(app, "/bad", "")).isEqualTo("200 fine");
        assertThat(fetch(other, "/good-other", "")).isEqualTo("200 /good-other");
        // Before that, a request of the same app could be on the connection, and nothing could tell whose response it
        // is.
        await().untilAsserted(() -> assertThat(upstream.left).hasValue(1));
        assertThat(fetch(app, "/good", "")).isEqualTo("200 /good");
    }

    @Test
    void whatIsSentBeforeTheRequestIsNotKeptForTheNextOne() {
        upstream.greetWith(POISON);
        fetch(app, "/good0", "");
        upstream.greetWith("");
        assertThat(fetch(app, "/good1", "")).isEqualTo("200 /good1");
        assertThat(fetch(other, "/good2", "")).isEqualTo("200 /good2");
    }

    @Test
    void aConnectionWhoseResponseEndedAsItSaidIsUsedAgainByItsAppOnly() {
        for (int i = 0; i < 3; i++) {
            assertThat(fetch(app, "/good" + i, "")).isEqualTo("200 /good" + i);
        }
        assertThat(upstream.connections).hasValue(1);
        assertThat(fetch(other, "/good", "")).isEqualTo("200 /good");
        assertThat(upstream.connections).hasValue(2);
    }

    @Test
    void aSlowBodyThatNobodyWantsIsCutOff() {
        upstream.answerWith(OK + "content-length: 1000000\r\n\r\n" + "x~".repeat(3_000));
        app.eval("const r = await fetch('" + upstream.url() + "/slow'); await r.body.cancel();");
        await().untilAsserted(() -> assertThat(upstream.left).hasValue(1));
    }

    @Test
    void failuresHaveACauseWithACode() {
        String code = "const code = (url) => fetch(url).then((r) => r.text()).then(() => 'none', (e) =>"
                + " e.message.startsWith('fetch failed: ') && e.cause instanceof Error && e.cause.message.length >"
                + " 9 ? e.cause.code : String(e));";
        assertThat(app.eval(code + "return code('http://127.0.0.1:1/')")).isEqualTo("ECONNREFUSED");
        assertThat(app.eval(code + "return code('http://name.invalid/')")).isIn("ENOTFOUND", "EAI_AGAIN");
        assertThat(app.eval(code + "return code('http://10.1.2.3/')")).isEqualTo("EACCES");
        upstream.answerWith("!");
        assertThat(app.eval(code + "return code('" + upstream.url() + "/')")).isEqualTo("ECONNRESET");
        assertThat(app.eval(code + "return code('" + upstream.url().replace("http:", "https:") + "/')"))
                .isIn("ECONNRESET", "EPROTO");
        upstream.answerWith("what\r\n\r\n");
        assertThat(app.eval(code + "return code('" + upstream.url() + "/')")).isEqualTo("UND_ERR_RESPONSE");
    }
}
