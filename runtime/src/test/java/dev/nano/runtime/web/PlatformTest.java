package dev.nano.runtime.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nano.runtime.exchange.Failure;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PlatformTest {

    @Test
    void aResponseThatIsReturnedAnswersTheRequest() {
        try (var app = TestIsolate.app("export default { fetch: () => new Response('hello') }")) {
            TestExchange exchange = app.answer(TestExchange.get("http://app.test/"));

            assertThat(exchange.status).isEqualTo(200);
            assertThat(exchange.text()).isEqualTo("hello");
            assertThat(exchange.sentHeaders).containsExactly("content-type", "text/plain;charset=UTF-8");
        }
    }

    @Test
    void aPromiseOfAResponseAnswersTheRequest() {
        try (var app = TestIsolate.app("""
            export default {
              greeting: 'hi',
              async fetch(request, env) {
                await new Promise((resolve) => setTimeout(resolve, 1));
                return Response.json({ is: this.greeting, env, method: request.method, url: request.url,
                    accept: request.headers.get('Accept') }, { status: 201, headers: { 'X-One': 'two' } });
              },
            }
            """)) {
            TestExchange exchange = app.answer(TestExchange.get("http://app.test/a?b=c", "accept", "a", "accept", "b"));

            assertThat(exchange.status).isEqualTo(201);
            assertThat(exchange.text())
                    .isEqualTo("{\"is\":\"hi\",\"env\":{\"GREETING\":\"hello\"},\"method\":\"GET\","
                            + "\"url\":\"http://app.test/a?b=c\",\"accept\":\"a, b\"}");
            assertThat(exchange.sentHeaders).containsExactly("x-one", "two", "content-type", "application/json");
        }
    }

    @Test
    void aHandlerThatThrowsIsAnsweredWith500AndItsStackGoesToTheLogOnly() {
        try (var app = TestIsolate.app("export default { async fetch() { return null.x; } }")) {
            TestExchange exchange = app.answer(TestExchange.get("http://app.test/"));

            assertThat(exchange.outcome().failure()).isEqualTo(Failure.HANDLER_ERROR);
            assertThat(exchange.failureMessage).doesNotContain("null");
            assertThat(app.log)
                    .singleElement()
                    .asString()
                    .startsWith("error test-app request test-1: TypeError: Cannot read property 'x' of null")
                    .contains("index.js:1")
                    .doesNotContain("nano:");
        }
    }

    @Test
    void inDevModeTheStackIsInTheAnswer() {
        Map<String, String> files = Map.of("/index.js", "export default { fetch() { throw new RangeError('no'); } }");
        try (var app = TestIsolate.app(files, true)) {
            TestExchange exchange = app.answer(TestExchange.get("http://app.test/"));

            assertThat(exchange.failureMessage).startsWith("RangeError: no").contains("index.js:1");
        }
    }

    @Test
    void whatIsNoResponseIsAnsweredWith500ThatSaysSo() {
        try (var app = TestIsolate.app("""
            const used = new Response('used');
            export default { fetch: async (request) => ({
              '/text': 'text', '/used': used, '/error': Response.error() })[new RegExp('/[a-z]+$').exec(request.url)[0]] }
            """)) {
            TestExchange text = app.answer(TestExchange.get("http://app.test/text"));
            assertThat(text.outcome().failure()).isEqualTo(Failure.NOT_A_RESPONSE);
            assertThat(text.failureMessage).isEqualTo("fetch() returned 'text' (expected: a Response)");

            assertThat(app.answer(TestExchange.get("http://app.test/used")).status)
                    .isEqualTo(200);
            assertThat(app.answer(TestExchange.get("http://app.test/used")).failureMessage)
                    .contains("already been used");
            assertThat(app.answer(TestExchange.get("http://app.test/error")).failureMessage)
                    .contains("Response.error()");
            assertThat(app.answer(TestExchange.get("http://app.test/undefined")).failureMessage)
                    .isEqualTo("fetch() returned undefined (expected: a Response)");
        }
    }

    @Test
    void aRequestIsSettledOnceItsAnswerAndAllThatItWaitsForAreDone() throws Exception {
        try (var app = TestIsolate.app("""
            let finish;
            export default { fetch(request, env, ctx) {
              if (request.url.endsWith('/finish')) finish();
              else ctx.waitUntil(new Promise((resolve) => finish = resolve).then(() => { throw new Error('late'); }));
              return new Response('ok');
            } }
            """)) {
            TestExchange waiting = TestExchange.get("http://app.test/");
            CompletableFuture<Void> settled = app.dispatch(waiting);
            assertThat(waiting.text()).isEqualTo("ok");
            TestExchange second = TestExchange.get("http://app.test/finish");
            assertThat(settled).isNotDone();

            app.dispatch(second).get(90, TimeUnit.SECONDS);
            settled.get(90, TimeUnit.SECONDS);
            assertThat(app.log).singleElement().asString().contains("waitUntil of request test-1: Error: late");
        }
    }

    @Test
    void aRequestWhosePromiseNeverSettlesIsSettledWhenTheExchangeIsOver() throws Exception {
        try (var app = TestIsolate.app("export default { fetch: () => new Promise(() => {}) }")) {
            TestExchange exchange = TestExchange.get("http://app.test/");
            CompletableFuture<Void> settled = app.dispatch(exchange);
            exchange.fail(Failure.TIMEOUT, "too slow");
            settled.get(90, TimeUnit.SECONDS);
            assertThat(exchange.status).isEqualTo(504);
        }
    }

    @Test
    void requestBodiesAreReadInWhateverPiecesTheyArrive() {
        try (var app =
                TestIsolate.app("export default { fetch: async (r) => Response.json([await r.json(), r.bodyUsed]) }")) {
            assertThat(app.answer(TestExchange.post("http://app.test/", "\ufeff{\"a\":\"\u20ac\"}"))
                            .text())
                    .isEqualTo("[{\"a\":\"\u20ac\"},true]");

            TestRequestBody body = TestRequestBody.later();
            TestExchange exchange = TestExchange.post("http://app.test/", body);
            app.dispatch(exchange);
            body.arrive("{\"b\"");
            body.arrive(":2}");
            body.complete();
            assertThat(exchange.text()).isEqualTo("[{\"b\":2},true]");
        }
    }

    @Test
    void aRequestBodyAboveTheLimitIsAnsweredWith413WhateverTheAppCatches() {
        try (var app = TestIsolate.app("""
            export default { async fetch(request) {
              try { await request.text(); } catch { }
              return new Response('caught');
            } }
            """)) {
            byte[] large = new byte[(int) TestIsolate.MAX_BODY_BYTES + 1];
            TestExchange exchange = app.answer(TestExchange.post("http://app.test/", TestRequestBody.of(large)));
            assertThat(exchange.outcome().failure()).isEqualTo(Failure.BODY_TOO_LARGE);
        }
    }

    @Test
    void aBodyThatNobodyReadsIsDiscarded() throws Exception {
        try (var app = TestIsolate.app("export default { fetch: () => new Response(null, { status: 204 }) }")) {
            TestRequestBody body = TestRequestBody.later();
            TestExchange exchange = TestExchange.post("http://app.test/", body);
            app.dispatch(exchange).get(90, TimeUnit.SECONDS);
            assertThat(exchange.status).isEqualTo(204);
            assertThat(body.isDiscarded).isTrue();
            assertThat(body.reads).isZero();
        }
    }

    @Test
    void errorsInTimersAndRejectionsThatNobodyHandlesGoToTheLog() {
        try (var app = TestIsolate.bare()) {
            app.eval("setTimeout(() => { throw new Error('in timer') }, 0); Promise.reject(new Error('unhandled'));"
                    + " await new Promise((resolve) => setTimeout(resolve, 5));");
            assertThat(app.log).hasSize(2);
            assertThat(app.log)
                    .anySatisfy(line -> assertThat(line).startsWith("error test-app Uncaught: Error: in timer"));
            assertThat(app.log)
                    .anySatisfy(line ->
                            assertThat(line).startsWith("error test-app Uncaught (in promise): Error: unhandled"));
            assertThat(app.eval("return await new Promise((resolve) => setTimeout(() => resolve('alive'), 1))"))
                    .isEqualTo("alive");
        }
    }

    @Test
    void loadingSaysWhatIsWrongAndWhere() {
        LoadFailure syntax = TestIsolate.failingApp(Map.of("/index.js", "export default {\n  fetch( {\n"));
        assertThat(syntax.file()).endsWith("index.js");
        assertThat(syntax.line()).isEqualTo(3);

        LoadFailure imported = TestIsolate.failingApp(
                Map.of("/index.js", "import './lib.js'; export default { fetch() {} }", "/lib.js", "\nlet a = ;"));
        assertThat(imported.file()).endsWith("lib.js");
        assertThat(imported.line()).isEqualTo(2);

        LoadFailure thrown = TestIsolate.failingApp(Map.of("/index.js", "\n\nthrow new TypeError('broken');"));
        assertThat(thrown.message()).isEqualTo("TypeError: broken");
        assertThat(thrown.line()).isEqualTo(3);
        assertThat(thrown.stack()).contains("index.js:3");

        assertThat(TestIsolate.failingApp(Map.of("/index.js", "export const a = 1;"))
                        .message())
                .startsWith("there is no default export");
        assertThat(TestIsolate.failingApp(Map.of("/index.js", "export default { fetch: 1 }"))
                        .message())
                .startsWith("the default export has no function fetch");
        assertThat(TestIsolate.failingApp(Map.of("/index.js", "import './gone.js'"))
                        .message())
                .contains("gone.js");
    }

    @Test
    void topLevelAwaitIsAwaited() {
        try (var app = TestIsolate.app("""
            const text = await new Promise((resolve) => setTimeout(resolve, 5, 'waited'));
            export default class { static fetch() { return new Response(text); } }
            """)) {
            assertThat(app.answer(TestExchange.get("http://app.test/")).text()).isEqualTo("waited");
        }
    }
}
