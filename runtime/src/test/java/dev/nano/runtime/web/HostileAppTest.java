package dev.nano.runtime.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import org.junit.jupiter.api.Test;

class HostileAppTest {

    /** Finds what the platform keeps in a request under its symbols, the Java side of it included. */
    private static final String INSIDES = """
        const insides = (o) => Object.getOwnPropertySymbols(o).map((key) => o[key]);
        const host = (request) => insides(request).find((v) => typeof v?.respondText === 'function');
        """;

    @Test
    void nothingThatAnAppIsHandedLeadsToJava() {
        try (var app = TestIsolate.app(INSIDES + """
            export default { fetch(request, env, ctx) {
              const found = [];
              for (const o of [...insides(request), ...insides(ctx), env]) {
                for (const name of ['getClass', 'class', 'wait', 'notify', 'hashCode', 'exchange', 'loop', 'settled']) {
                  if (o?.[name] !== undefined) found.push(name);
                }
              }
              for (const name of ['Java', 'Packages', 'Polyglot', 'Graal', 'load', 'loadWithNewGlobal', 'print', 'java', 'org',
                  'quit', 'exit', 'arguments', '__proto__.Java']) {
                if (name in globalThis) found.push(name);
              }
              return Response.json([host(request) !== undefined, found]);
            } }
            """)) {
            assertThat(app.answer(TestExchange.get("http://app.test/")).text()).isEqualTo("[true,[]]");
        }
    }

    @Test
    void theJavaSideTakesAnyArgumentAtAnyTime() throws Exception {
        try (var app = TestIsolate.app(INSIDES + """
            let kept;
            export default { async fetch(request) {
              if (request.url.endsWith('/late')) {
                kept.respondText(200, '', 'again');
                kept.threw('again');
                kept.waitUntilDone();
                return new Response('late');
              }
              const h = kept = host(request);
              const tries = [
                () => h.respondText('x', {}, []), () => h.respondText(200), () => h.respondText(99, '', ''),
                () => h.respondText(200, 'a\\nb\\nc', ''), () => h.respondText(200, 'a b\\nc', ''),
                () => h.respondText(200, 'a\\nb\\rc: d', ''), () => h.respondBytes(200, '', {}, 0, 1),
                () => h.respondBytes(200, '', new ArrayBuffer(1), 0, 100), () => h.respondBytes(200, '', new ArrayBuffer(8), -1, 4),
                () => h.respondSource(200, '', null), () => h.respondSource(200, '', {}), () => h.whenGone(7, () => {}),
                () => h.whenGone(0, 1), () => h.waitUntil(1, 2), () => h.header(undefined), () => h.constructor(),
                () => { h.method = 1; }, () => { delete h.method; }, () => h.body().read(1), () => Object.keys(h).length,
              ];
              for (const t of tries) { try { t(); } catch { } }
              return new Response('fine');
            } }
            """)) {
            TestExchange exchange = app.answer(TestExchange.get("http://app.test/"));
            assertThat(exchange.status).isEqualTo(200);
            assertThat(exchange.text()).isEqualTo("fine");
            assertThat(app.answer(TestExchange.get("http://app.test/late")).text())
                    .isEqualTo("late");
        }
    }

    @Test
    void anExchangeHoldsOneStreamAndOneFailureHoweverOftenTheJavaSideIsCalled() {
        try (var app = TestIsolate.app(INSIDES + """
            export default { fetch(request) {
              const h = host(request);
              let begun = 0;
              for (let i = 0; i < 100; i++) {
                try { h.respondStreaming(200, ''); begun++; } catch { }
                h.bodyFailed('once');
              }
              console.log('begun', begun);
            } }
            """)) {
            app.dispatch(TestExchange.get("http://app.test/"));
            await().until(() -> app.log.contains("info test-app begun 1"));
            assertThat(app.log).filteredOn(line -> line.contains("once")).hasSize(1);
        }
    }

    @Test
    void anAppThatBreaksItsOwnGlobalsHurtsItselfAlone() {
        try (var victim = TestIsolate.app("export default { fetch: () => new Response('well') }");
                var app = TestIsolate.app("""
                    export default { async fetch() {
                      Object.prototype.then = 1;
                      RegExp.prototype.exec = () => null;
                      RegExp.prototype.test = () => false;
                      Array.prototype.join = () => 'x\\ny\\r\\nz';
                      Array.prototype.push = null;
                      Function.prototype.call = null;
                      Promise.prototype.then = null;
                      Promise.resolve = null;
                      JSON.stringify = null;
                      String.prototype.toLowerCase = () => 'evil\\r\\nname';
                      globalThis.Headers = globalThis.Response = globalThis.Object = undefined;
                      throw new Error('bye');
                    } }
                    """)) {
            TestExchange exchange = app.answer(TestExchange.get("http://app.test/"));
            assertThat(exchange.status).isEqualTo(500);
            assertThat(victim.answer(TestExchange.get("http://app.test/")).text())
                    .isEqualTo("well");
        }
    }

    @Test
    void aHeaderThatAnAppSmugglesPastItsOwnChecksIsNotSent() {
        try (var app = TestIsolate.app("""
            export default { fetch() {
              const response = new Response('x', { headers: { a: 'b' } });
              const list = Object.getOwnPropertySymbols(response.headers).map((key) => response.headers[key]).find(Array.isArray);
              list.push('x-bad', 'y\\r\\nset-cookie: evil=1');
              return response;
            } }
            """)) {
            TestExchange exchange = app.answer(TestExchange.get("http://app.test/"));
            assertThat(exchange.status).isEqualTo(500);
        }
    }

    @Test
    void aHeadThatIsHugeIsNotSent() {
        try (var app = TestIsolate.app("""
            export default { fetch(request) {
              const length = Number(new URL(request.url).searchParams.get('length'));
              return new Response('x', { headers: { a: 'b'.repeat(length) } });
            } }
            """)) {
            assertThat(app.answer(TestExchange.get("http://app.test/?length=200000")).status)
                    .isEqualTo(200);
            assertThat(app.answer(TestExchange.get("http://app.test/?length=300000")).status)
                    .isEqualTo(500);
            assertThat(app.log.getLast()).contains("headers: 300").contains("(expected: at most 262144)");
        }
    }

    @Test
    void symbolsOfOneAppAreNotThoseOfAnother() {
        try (var one = TestIsolate.bare();
                var two = TestIsolate.bare()) {
            String body = """
                const s = Symbol.for('shared');
                const own = Symbol.for('nano.headers.list');
                return [Symbol.keyFor(s), s === Symbol.for('shared'), Symbol.keyFor(Symbol.iterator) === undefined,
                  own in new Headers(), Symbol.for.name, Symbol.for.length];
                """;
            assertThat(one.eval(body)).isEqualTo("[\"shared\",true,true,false,\"for\",1]");
            assertThat(two.eval(body)).isEqualTo("[\"shared\",true,true,false,\"for\",1]");
        }
    }

    @Test
    void namesThatAreLoadedLazilyCanBeReplacedAndDeleted() {
        try (var app = TestIsolate.bare()) {
            assertThat(app.eval("""
                globalThis.URL = 'mine';
                delete globalThis.TextDecoder;
                class Fetch { }
                fetch = Fetch;
                const { get, value } = Object.getOwnPropertyDescriptor(globalThis, 'Headers');
                return [URL, typeof TextDecoder, fetch === Fetch, new Headers({ a: 'b' }).get('a'),
                  await new Response('x').text(), new Request('http://x.test/').url];
                """)).isEqualTo("[\"mine\",\"undefined\",true,\"b\",\"x\",\"http://x.test/\"]");
        }
    }

    @Test
    void whateverIsThrownIsAnsweredAndLogged() {
        Map<String, String> thrown = Map.of(
                "null", "null",
                "undefined", "undefined",
                "'text'", "'text'",
                "Symbol('s')", "Symbol(s)",
                "{ get stack() { throw 1; }, get message() { throw 2; } }", "{ stack: [Getter], message: [Getter] }",
                "Object.create(null)", "[Object: null prototype] {}",
                "new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 1; } })",
                        "an error that cannot be shown");
        thrown.forEach((value, shown) -> {
            try (var app = TestIsolate.app("export default { fetch() { throw " + value + "; } }")) {
                assertThat(app.answer(TestExchange.get("http://app.test/")).status)
                        .isEqualTo(500);
                await().untilAsserted(() ->
                        assertThat(app.log).singleElement().asString().endsWith(shown));
            }
        });
    }

    @Test
    void endlessRecursionIsAnErrorOfTheHandler() {
        try (var app = TestIsolate.app("const f = () => f() + 1; export default { fetch() { return f(); } }")) {
            assertThat(app.answer(TestExchange.get("http://app.test/")).status).isEqualTo(500);
            assertThat(app.answer(TestExchange.get("http://app.test/")).status).isEqualTo(500);
        }
    }

    @Test
    void aHugeStringIsAnsweredOrRefusedButNeverBreaksTheIsolate() {
        try (var app = TestIsolate.app(
                "export default { fetch: (r) => new Response(r.url.endsWith('/big') ? 'x'.repeat(30_000_000) :"
                        + " 'small') }")) {
            assertThat(app.answer(TestExchange.get("http://app.test/big")).bytes())
                    .hasSize(30_000_000);
            assertThat(app.answer(TestExchange.get("http://app.test/")).text()).isEqualTo("small");
        }
    }
}
