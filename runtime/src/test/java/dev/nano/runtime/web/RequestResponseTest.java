package dev.nano.runtime.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RequestResponseTest {

    private static TestIsolate app;

    @BeforeAll
    static void start() {
        app = TestIsolate.bare();
    }

    @AfterAll
    static void stop() {
        app.close();
    }

    @Test
    void aRequestHasWhatItWasMadeWith() {
        assertThat(app.eval("""
            const r = new Request('HTTP://Example.com/a/../b?c#d', { method: 'post', body: 'x', headers: { a: '1' } });
            return [r.method, r.url, r.headers.get('a'), r.headers.get('content-type'), await r.text(), r.redirect,
              r.signal.aborted];
            """))
                .isEqualTo(
                        "[\"POST\",\"http://example.com/b?c#d\",\"1\",\"text/plain;charset=UTF-8\",\"x\",\"follow\",false]");
    }

    @Test
    void aRequestMadeFromARequestTakesItsBodyAlong() {
        assertThat(app.eval("""
            const a = new Request('http://x.test/', { method: 'PUT', body: 'x', headers: { a: '1' } });
            const b = new Request(a, { headers: { b: '2' } });
            const c = b.clone();
            return [a.bodyUsed, b.method, [...b.headers], await b.text(), await c.text()];
            """)).isEqualTo("[true,\"PUT\",[[\"b\",\"2\"]],\"x\",\"x\"]");
    }

    @Test
    void badRequestsAreRefused() {
        assertThat(app.eval("new Request('nowhere')")).isEqualTo("TypeError: \"nowhere\" is not a valid absolute URL");
        assertThat(app.eval("new Request('http://u:p@x.test/')")).contains("must not hold credentials");
        assertThat(app.eval("new Request('http://x.test/', { body: 'x' })")).contains("GET request cannot have a body");
        assertThat(app.eval("new Request('http://x.test/', { method: 'TRACE' })"))
                .contains("TRACE is not allowed");
        assertThat(app.eval("new Request('http://x.test/', { method: 'A B' })")).contains("is not a valid method");
        assertThat(app.eval("new Request('http://x.test/', { method: 'POST', body: new ReadableStream() })"))
                .contains("duplex");
        assertThat(app.eval("new Request('http://x.test/', { redirect: 'maybe' })"))
                .isEqualTo("TypeError: redirect: maybe (expected: follow, error, manual)");
    }

    @Test
    void aResponseHasWhatItWasMadeWith() {
        assertThat(app.eval("""
            const r = new Response('x', { status: 404, statusText: 'Gone Away', headers: { 'Content-Type': 'a/b' } });
            return [r.status, r.ok, r.statusText, r.headers.get('content-type'), r.type, r.url, r.redirected];
            """)).isEqualTo("[404,false,\"Gone Away\",\"a/b\",\"default\",\"\",false]");
        assertThat(app.eval("const r = Response.redirect('http://x.test/a b', 308); return [r.status,"
                        + " r.headers.get('location')]"))
                .isEqualTo("[308,\"http://x.test/a%20b\"]");
        assertThat(app.eval("const r = Response.error(); return [r.type, r.status]"))
                .isEqualTo("[\"error\",0]");
    }

    @Test
    void badResponsesAreRefused() {
        assertThat(app.eval("new Response('', { status: 100 })"))
                .isEqualTo("RangeError: status: 100 (expected: 200 to 599)");
        assertThat(app.eval("new Response('x', { status: 204 })")).contains("cannot have a body");
        assertThat(app.eval("Response.json(undefined)")).contains("cannot be written as JSON");
        assertThat(app.eval("Response.redirect('http://x.test/', 200)")).startsWith("RangeError");
        assertThat(app.eval("new Response('x', { statusText: 'a\\nb' })")).contains("reason phrase");
        assertThat(app.eval("const s = new ReadableStream(); s.getReader(); new Response(s)"))
                .contains("locked");
    }

    @Test
    void classesCanBeExtendedAndNamedAsTheStandardHasThem() {
        assertThat(app.eval("""
            class Mine extends Response { get mine() { return true; } }
            const r = new Mine('x');
            return [r.mine, r instanceof Response, await r.text(), String(r), Object.prototype.toString.call(new Headers()),
              Object.keys(globalThis).includes('fetch'), Object.keys(globalThis).includes('Request'), Response.name,
              Response.length, Request.length];
            """))
                .isEqualTo("[true,true,\"x\",\"[object Response]\",\"[object Headers]\",true,false,\"Response\",0,1]");
    }

    @Test
    void formsAreSentAsMultipart() {
        assertThat(app.eval("""
            const form = new FormData();
            form.append('a', 'one');
            form.append('f', new File(['data'], 'f.txt', { type: 'text/plain' }));
            const r = new Response(form);
            const boundary = r.headers.get('content-type').split('boundary=')[1];
            return (await r.text()).replaceAll(boundary, 'B');
            """)).isEqualTo("""
                --B\r
                Content-Disposition: form-data; name="a"\r
                \r
                one\r
                --B\r
                Content-Disposition: form-data; name="f"; filename="f.txt"\r
                Content-Type: text/plain\r
                \r
                data\r
                --B--\r
                """);
    }
}
