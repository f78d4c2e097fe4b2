package dev.nano.runtime.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The small interfaces, each by what everyday apps do with it. */
class WebApisTest {

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
    void timersFireInOrderWithTheirArgumentsUntilTheyAreCleared() {
        assertThat(app.eval("""
            const seen = [];
            clearTimeout(setTimeout(() => seen.push('cleared'), 0));
            setTimeout((a, b) => seen.push(a + b), 20, 'a', 'b');
            setTimeout(() => seen.push('first'), 1);
            let n = 0;
            await new Promise((resolve) => {
              const id = setInterval(() => { if (++n === 3) { clearInterval(id); resolve(); } }, 1);
            });
            await new Promise((resolve) => setTimeout(resolve, 40));
            return [seen, n];
            """)).isEqualTo("[[\"first\",\"ab\"],3]");
    }

    @Test
    void microtasksRunBeforeTimers() {
        assertThat(app.eval("""
            const seen = [];
            setTimeout(() => seen.push('timer'), 0);
            queueMicrotask(() => seen.push('microtask'));
            seen.push('now');
            await new Promise((resolve) => setTimeout(resolve, 10));
            return seen;
            """)).isEqualTo("[\"now\",\"microtask\",\"timer\"]");
    }

    @Test
    void textIsEncodedAndDecoded() {
        assertThat(app.eval("""
            const utf8 = new TextDecoder();
            const parts = utf8.decode(new Uint8Array([0xe2, 0x82]), { stream: true }) + utf8.decode(new Uint8Array([0xac]));
            return [[...new TextEncoder().encode('\u20ac')], parts, new TextDecoder('latin1').decode(new Uint8Array([0x80, 0xe4])),
              new TextDecoder('utf-16le').decode(new Uint8Array([0xff, 0xfe, 0x61, 0, 0x3d, 0xd8])),
              new TextDecoder('UTF8').encoding, new TextDecoder('ascii').encoding];
            """))
                .isEqualTo("[[226,130,172],\"\u20ac\",\"\u20ac\u00e4\",\"a\ufffd\",\"utf-8\",\"windows-1252\"]");
        assertThat(app.eval("new TextDecoder('utf-8', { fatal: true }).decode(new Uint8Array([255]))"))
                .startsWith("TypeError");
        assertThat(app.eval("new TextDecoder('utf-16le', { fatal: true }).decode(new Uint8Array([255]))"))
                .isEqualTo("TypeError: the bytes are not valid utf-16le");
        assertThat(app.eval("new TextDecoder('klingon')")).startsWith("RangeError: \"klingon\"");
    }

    @Test
    void base64GoesBothWays() {
        assertThat(app.eval("return [btoa('h\u00e9'), atob(' aOk '), atob('')]"))
                .isEqualTo("[\"aOk=\",\"h\u00e9\",\"\"]");
        assertThat(app.eval("btoa('\u20ac')")).startsWith("InvalidCharacterError");
        assertThat(app.eval("atob('a')")).startsWith("InvalidCharacterError");
    }

    @Test
    void randomnessIsRandom() {
        assertThat(app.eval("""
            const ids = new Set(Array.from({ length: 100 }, () => crypto.randomUUID()));
            const bytes = crypto.getRandomValues(new Uint32Array(16));
            return [ids.size, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test([...ids][0]),
              new Set(bytes).size > 10, crypto.subtle];
            """)).isEqualTo("[100,true,true,null]");
        assertThat(app.eval("crypto.getRandomValues(new Uint8Array(65537))")).startsWith("QuotaExceededError");
        assertThat(app.eval("crypto.getRandomValues(new Float32Array(1))")).startsWith("TypeMismatchError");
    }

    @Test
    void theClockOfPerformanceRunsForward() {
        assertThat(app.eval("""
            const a = performance.now();
            await new Promise((resolve) => setTimeout(resolve, 5));
            const now = performance.timeOrigin + performance.now();
            return [performance.now() - a >= 4, Math.abs(now - Date.now()) < 1000];
            """)).isEqualTo("[true,true]");
    }

    @Test
    void eventsReachTheirListeners() {
        assertThat(app.eval("""
            const target = new EventTarget();
            const seen = [];
            target.addEventListener('x', (event) => seen.push(event.type, event.target === target, event.detail), { once: true });
            target.addEventListener('x', { handleEvent: () => seen.push('object') });
            const removed = () => seen.push('removed');
            target.addEventListener('x', removed);
            target.removeEventListener('x', removed);
            target.dispatchEvent(new CustomEvent('x', { detail: 7 }));
            const event = new Event('x', { cancelable: true });
            target.addEventListener('x', (e) => e.preventDefault());
            return [seen, target.dispatchEvent(event), event.defaultPrevented];
            """)).isEqualTo("[[\"x\",true,7,\"object\",\"object\"],false,true]");
    }

    @Test
    void abortSignalsFollowEachOther() {
        assertThat(app.eval("""
            const controller = new AbortController();
            const any = AbortSignal.any([controller.signal, AbortSignal.timeout(60000)]);
            const seen = [];
            any.addEventListener('abort', () => seen.push('any'));
            controller.signal.onabort = () => seen.push('own');
            controller.abort('why');
            controller.abort('again');
            return [seen, any.aborted, any.reason, AbortSignal.abort().reason.name];
            """)).isEqualTo("[[\"own\",\"any\"],true,\"why\",\"AbortError\"]");
        assertThat(app.eval("const s = AbortSignal.timeout(1); await new Promise((r) => s.onabort = r);"
                        + " s.throwIfAborted();"))
                .startsWith("TimeoutError");
    }

    @Test
    void domExceptionsAreErrors() {
        assertThat(app.eval("""
            const e = new DOMException('m', 'AbortError');
            return [e instanceof Error, e.name, e.message, e.code, DOMException.ABORT_ERR, `${e}`, e.stack.split('\\n')[0],
              Object.keys(e)];
            """)).isEqualTo("[true,\"AbortError\",\"m\",20,20,\"AbortError: m\",\"AbortError: m\",[]]");
    }

    @Test
    void valuesAreClonedWithTheirStructure() {
        assertThat(app.eval("""
            const source = { d: new Date(5), r: /a/gi, m: new Map([[{ k: 1 }, new Set([1n])]]), e: new RangeError('x'),
              u: undefined, n: [1, , 3], b: new Uint16Array([1, 2]), o: Object(7) };
            source.self = source;
            const c = structuredClone(source);
            const [[key, set]] = c.m;
            return [c.self === c, c.d.getTime(), String(c.r), key.k, String([...set][0]), c.e instanceof RangeError, c.e.message,
              'u' in c, 1 in c.n, c.n.length, [...c.b], c.b.buffer !== source.b.buffer, typeof c.o];
            """)).isEqualTo("[true,5,\"/a/gi\",1,\"1\",true,\"x\",true,false,3,[1,2],true,\"object\"]");
        assertThat(app.eval("const b = new ArrayBuffer(8); const c = structuredClone({ b }, { transfer: [b] });"
                        + " return [b.byteLength, c.b.byteLength]"))
                .isEqualTo("[0,8]");
        assertThat(app.eval("structuredClone(() => {})")).startsWith("DataCloneError: ");
        assertThat(app.eval("structuredClone({ a: Symbol('s') })"))
                .isEqualTo("DataCloneError: Symbol(s) cannot be cloned");
        assertThat(app.eval("structuredClone(new Headers())")).startsWith("DataCloneError: ");
        assertThat(app.eval("let deep = {}; for (let i = 0; i < 100000; i++) deep = { deep };"
                        + " structuredClone(deep); return 'done'"))
                .isEqualTo("done");
    }

    @Test
    void blobsHoldBytes() {
        assertThat(app.eval("""
            const blob = new Blob(['a\u00e4', new Uint8Array([98])], { type: 'Text/Plain' });
            return [blob.size, blob.type, await blob.text(), await blob.slice(0, 1).text(), await new Response(blob).text(),
              await new Response(blob.stream()).text()];
            """)).isEqualTo("[4,\"text/plain\",\"a\u00e4b\",\"a\",\"a\u00e4b\",\"a\u00e4b\"]");
    }
}
