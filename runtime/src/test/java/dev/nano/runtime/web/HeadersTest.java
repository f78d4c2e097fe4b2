package dev.nano.runtime.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeadersTest {

    private static void assertTypeError(TestIsolate app, String body, String message) {
        assertThat(app.eval(body)).startsWith("TypeError: ").contains(message);
    }

    @Test
    void namesAreCaseInsensitiveAndRepeatedValuesCombine() {
        try (var app = TestIsolate.bare()) {
            assertThat(app.eval("""
                const h = new Headers({ 'X-B': ' 1 ', a: '2' });
                h.append('x-b', '3');
                h.append('Set-Cookie', 'c=1');
                h.append('set-cookie', 'd=2');
                h.set('a', 'x');
                return [[...h], h.get('x-B'), h.has('A'), h.get('none'), h.getSetCookie(), [...h.keys()], [...h.values()]];
                """))
                    .isEqualTo("[[[\"a\",\"x\"],[\"set-cookie\",\"c=1\"],[\"set-cookie\",\"d=2\"],[\"x-b\",\"1, 3\"]],"
                            + "\"1, 3\",true,null,[\"c=1\",\"d=2\"],[\"a\",\"set-cookie\",\"set-cookie\",\"x-b\"],"
                            + "[\"x\",\"c=1\",\"d=2\",\"1, 3\"]]");
        }
    }

    @Test
    void headersAreMadeFromPairsAndOtherHeaders() {
        try (var app = TestIsolate.bare()) {
            assertThat(app.eval("return [...new Headers(new Headers([['b', '1'], ['a', '2']]))]"))
                    .isEqualTo("[[\"a\",\"2\"],[\"b\",\"1\"]]");
            assertThat(app.eval("return [...new Headers(new Map([['b', '1']]))]"))
                    .isEqualTo("[[\"b\",\"1\"]]");
            assertThat(app.eval("const h = new Headers({ a: '1', b: '2' }); h.delete('a'); return [...h]"))
                    .isEqualTo("[[\"b\",\"2\"]]");
        }
    }

    @Test
    void whatIsNoHeaderIsRefused() {
        try (var app = TestIsolate.bare()) {
            assertTypeError(app, "new Headers({ 'a b': '1' })", "not a valid header name");
            assertTypeError(app, "new Headers({ a: 'x\\r\\ny: z' })", "CR or LF");
            assertTypeError(app, "new Headers({ a: '\u20ac' })", "above U+00FF");
            assertTypeError(app, "new Headers([['a']])", "(expected: 2)");
            assertThat(app.eval("Headers.prototype.get.call({}, 'a')")).isEqualTo("TypeError: Illegal invocation");
        }
    }

    @Test
    void aNewlineInsideOfAValueOrANameMakesNoHeader() {
        try (var app = TestIsolate.bare()) {
            assertTypeError(app, "new Headers({ a: '1\\nb\\n2' })", "CR or LF");
            assertTypeError(app, "new Headers({ 'a\\n1\\nb': '2' })", "not a valid header name");
            // A name and a value that would be two pairs if they were read as lines.
            assertTypeError(app, "new Headers({ 'a\\n1': 'b\\n2' })", "not a valid header name");
            assertThat(app.eval("const h = new Headers({ a: '\\n1\\n', b: '2' }); return [...h]"))
                    .isEqualTo("[[\"a\",\"1\"],[\"b\",\"2\"]]");
        }
    }

    @Test
    void aResponseHasItsContentTypeOnceWhateverElseItsHeadersSay() {
        try (var app = TestIsolate.bare()) {
            assertThat(app.eval("""
                const types = (headers) => [...new Response('x', { headers }).headers].filter(([name]) => name === 'content-type');
                return [types({ 'Content-Type': 'a/b' }), types({ 'x-a': 'content-type' }), types({ 'x-a': '1' }), types({})];
                """))
                    .isEqualTo("[[[\"content-type\",\"a/b\"]],[[\"content-type\",\"text/plain;charset=UTF-8\"]],"
                            + "[[\"content-type\",\"text/plain;charset=UTF-8\"]],"
                            + "[[\"content-type\",\"text/plain;charset=UTF-8\"]]]");
        }
    }

    @Test
    void theHeadersOfARequestAreAllThereAndCannotBeChanged() {
        try (var app = TestIsolate.app("""
            export default { fetch({ headers }) {
              let refused = false;
              try { headers.set('a', 'b'); } catch { refused = true; }
              return Response.json([headers.get('X-A'), headers.has('x-none'), [...headers], refused, [...new Headers(headers)].length]);
            } }
            """)) {
            TestExchange exchange = TestExchange.get("http://app.test/", "x-a", "1", "cookie", "k=v", "x-a", "2");
            assertThat(app.answer(exchange).text())
                    .isEqualTo("[\"1, 2\",false,[[\"cookie\",\"k=v\"],[\"x-a\",\"1, 2\"]],true,2]");
        }
    }

    @Test
    void everyHeaderOfAResponseIsSent() {
        try (var app = TestIsolate.app("""
            export default { fetch() {
              const response = new Response('x', { headers: [['set-cookie', 'a=1'], ['set-cookie', 'b=2'], ['x-empty', '']] });
              response.headers.append('x-late', '\u00e4');
              return response;
            } }
            """)) {
            assertThat(app.answer(TestExchange.get("http://app.test/")).sentHeaders)
                    .containsExactly(
                            "set-cookie",
                            "a=1",
                            "set-cookie",
                            "b=2",
                            "x-empty",
                            "",
                            "content-type",
                            "text/plain;charset=UTF-8",
                            "x-late",
                            "\u00e4");
        }
    }
}
