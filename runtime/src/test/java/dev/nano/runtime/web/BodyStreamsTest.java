package dev.nano.runtime.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BodyStreamsTest {

    private static final String ENDLESS = """
        let pulls = 0, cancelled = 'no';
        const chunk = new Uint8Array(1000);
        export default { fetch(request) {
          if (request.url.endsWith('/state')) return Response.json([pulls, cancelled]);
          return new Response(new ReadableStream({
            pull(controller) { pulls++; controller.enqueue(chunk); },
            cancel(reason) { cancelled = reason.name; },
          }, { highWaterMark: 0 }));
        } }
        """;

    @Test
    void aStreamIsSentInItsOrder() {
        try (var app = TestIsolate.app("""
            export default { fetch: () => new Response(new ReadableStream({
              async start(controller) {
                const encoder = new TextEncoder();
                for (const word of ['one ', 'two ', 'three']) {
                  controller.enqueue(encoder.encode(word));
                  await new Promise((resolve) => setTimeout(resolve, 1));
                }
                controller.close();
              },
            }), { headers: { 'content-type': 'text/plain' } }) }
            """)) {
            TestExchange exchange = app.answer(TestExchange.get("http://app.test/"));
            assertThat(exchange.text()).isEqualTo("one two three");
            assertThat(exchange.header("content-type")).isEqualTo("text/plain");
            assertThat(exchange.sent.isAborted).isFalse();
        }
    }

    @Test
    void aSlowClientSlowsTheStreamDown() {
        try (var app = TestIsolate.app(ENDLESS)) {
            TestExchange exchange = TestExchange.get("http://app.test/");
            exchange.sent.window(3500);
            app.dispatch(exchange);
            await().until(() -> exchange.sent.chunks.size() == 4);
            assertThat(app.answer(TestExchange.get("http://app.test/state")).text())
                    .isEqualTo("[4,\"no\"]");

            exchange.sent.read(2000);
            await().until(() -> exchange.sent.chunks.size() == 6);
            assertThat(app.answer(TestExchange.get("http://app.test/state")).text())
                    .isEqualTo("[6,\"no\"]");
        }
    }

    @Test
    void aClientThatLeavesCancelsTheStreamAndSettlesTheRequest() throws Exception {
        try (var app = TestIsolate.app(ENDLESS)) {
            TestExchange exchange = TestExchange.get("http://app.test/");
            exchange.sent.window(500);
            CompletableFuture<Void> settled = app.dispatch(exchange);
            exchange.awaitBegun();
            exchange.clientLeaves();
            settled.get(90, TimeUnit.SECONDS);
            assertThat(app.answer(TestExchange.get("http://app.test/state")).text())
                    .contains("AbortError");
        }
    }

    @Test
    void aStreamThatErrsCutsTheAnswerOffAndSaysSoInTheLog() {
        try (var app = TestIsolate.app("""
            export default { fetch: () => new Response(new ReadableStream({
              start(controller) { controller.enqueue(new Uint8Array(1)); },
              pull() { throw new Error('source is dry'); },
            })) }
            """)) {
            TestExchange exchange = app.answer(TestExchange.get("http://app.test/"));
            assertThat(exchange.sent.isAborted).isTrue();
            assertThat(exchange.status).isEqualTo(200);
            await().untilAsserted(() -> assertThat(app.log)
                    .singleElement()
                    .asString()
                    .contains("response body of request test-1: Error: source is dry"));
        }
    }

    @Test
    void aChunkThatIsNotBytesCutsTheAnswerOff() {
        try (var app = TestIsolate.app(
                "export default { fetch: () => new Response(new ReadableStream({ start(c) { c.enqueue('text'); }"
                        + " })) }")) {
            TestExchange exchange = app.answer(TestExchange.get("http://app.test/"));
            assertThat(exchange.sent.isAborted).isTrue();
            await().untilAsserted(() ->
                    assertThat(app.log).singleElement().asString().contains("'text' (expected: a Uint8Array)"));
        }
    }

    @Test
    void aRequestBodyThatIsReturnedIsPassedThroughAtTheClientsPace() {
        try (var app = TestIsolate.app("export default { fetch: (request) => new Response(request.body) }")) {
            TestRequestBody body = TestRequestBody.later();
            TestExchange exchange = TestExchange.post("http://app.test/", body);
            exchange.sent.window(3);
            app.dispatch(exchange);
            body.arrive("abcd");
            body.arrive("efgh");
            await().until(() -> exchange.sent.chunks.size() == 1);
            assertThat(body.reads).isEqualTo(1);

            exchange.sent.read(1000);
            body.complete();
            assertThat(exchange.text()).isEqualTo("abcdefgh");
        }
    }

    @Test
    void aRequestBodyIsReadChunkByChunkOnlyWhenItIsAskedFor() {
        try (var app = TestIsolate.app("""
            export default { async fetch(request) {
              const sizes = [];
              for await (const chunk of request.body) sizes.push(chunk.length);
              return Response.json([sizes, request.bodyUsed]);
            } }
            """)) {
            TestRequestBody body = TestRequestBody.later();
            TestExchange exchange = TestExchange.post("http://app.test/", body);
            app.dispatch(exchange);
            body.arrive("abc");
            body.arrive("de");
            body.complete();
            assertThat(exchange.text()).isEqualTo("[[3,2],true]");
            assertThat(body.reads).isEqualTo(3);
        }
    }

    @Test
    void aTransformedBodyFlowsThrough() {
        try (var app = TestIsolate.app("""
            export default { fetch(request) {
              const upper = new TransformStream({ transform: (text, to) => to.enqueue(text.toUpperCase()) });
              return new Response(request.body.pipeThrough(new TextDecoderStream()).pipeThrough(upper)
                  .pipeThrough(new TextEncoderStream()));
            } }
            """)) {
            assertThat(app.answer(TestExchange.post("http://app.test/", "shout \u00e4"))
                            .text())
                    .isEqualTo("SHOUT \u00c4");
        }
    }

    @Test
    void aRequestWhoseClientLeavesFailsItsReader() throws Exception {
        try (var app = TestIsolate.app("""
            export default { async fetch(request) {
              const aborted = new Promise((resolve) => request.signal.onabort = () => resolve(request.signal.reason.name));
              await request.text().catch((error) => console.log(error.name, error.message));
              console.log(await aborted);
              return new Response();
            } }
            """)) {
            TestExchange exchange = TestExchange.post("http://app.test/", TestRequestBody.later());
            CompletableFuture<Void> settled = app.dispatch(exchange);
            app.loop.call(() -> null);
            exchange.clientLeaves();
            settled.get(90, TimeUnit.SECONDS);
            await().until(() -> app.log.size() == 2);
            assertThat(app.log).containsExactly("info test-app TypeError the client left", "info test-app AbortError");
        }
    }

    @Test
    void bodiesCanBeReadInEveryForm() {
        try (var app = TestIsolate.bare()) {
            assertThat(app.eval("""
                const make = () => new Response('h\u00e9llo');
                const form = await new Response(new URLSearchParams('a=1&a=2&b=%C3%A4')).formData();
                return [await make().text(), (await make().arrayBuffer()).byteLength, [...await make().bytes()],
                  await (await make().blob()).text(), form.getAll('a'), form.get('b'),
                  await new Response(new Uint8Array([104, 105])).text(),
                  await new Response(make().body).text(), await new Response().text(),
                  await Response.json({ a: [1] }).json()];
                """))
                    .isEqualTo(
                            "[\"h\u00e9llo\",6,[104,195,169,108,108,111],\"h\u00e9llo\",[\"1\",\"2\"],\"\u00e4\",\"hi\","
                                + "\"h\u00e9llo\",\"\",{\"a\":[1]}]");
        }
    }

    @Test
    void aBodyCanBeUsedOnce() {
        try (var app = TestIsolate.bare()) {
            assertThat(app.eval("const r = new Response('x'); await r.text(); await r.json();"))
                    .isEqualTo("TypeError: the body has already been used");
            assertThat(app.eval("const r = new Response('x'); r.body.getReader(); await r.text();"))
                    .isEqualTo("TypeError: the body has already been used");
            assertThat(app.eval("const r = new Response('x'); const c = r.clone(); return [await r.text(), await"
                            + " c.text()];"))
                    .isEqualTo("[\"x\",\"x\"]");
            assertThat(app.eval("""
                const r = new Response(new ReadableStream({ start(c) { c.enqueue(new Uint8Array([120])); c.close(); } }));
                const c = r.clone();
                return [await r.text(), await c.text(), r.bodyUsed];
                """)).isEqualTo("[\"x\",\"x\",true]");
        }
    }
}
