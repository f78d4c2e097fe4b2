package dev.nano.runtime.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an app writes to the log is bounded as it is made, however small the value is that it is made of. */
class BoundedTextTest {

    private static final int MOST = 70_000;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "for (let i = 0; i < 200; i++) console.group(); console.log('\\n'.repeat(1 << 20))",
                "console.log('x'.repeat(30 << 20))",
                "console.log('%s'.repeat(1 << 16), ...new Array(50000).fill('x'.repeat(1000)))",
                "console.log('%o%o%o', ...new Array(50).fill({ a: 'y'.repeat(9000), b: new Array(100).fill('z'.repeat(9000)) }))",
                "console.log(...new Array(60000).fill('some text'))",
                "let o = {}; for (let d = 0; d < 60; d++) { const p = {}; for (let i = 0; i < 50; i++) p['k' + i] = o; o = p; }"
                        + " console.dir(o, { depth: null })",
                "const o = {}; for (let i = 0; i < 100000; i++) o['key' + i] = i; console.log(o)",
                "console.log({ ['k'.repeat(20 << 20)]: 1 })",
                "console.log({ [Symbol('s'.repeat(20 << 20))]: 1 })",
                "console.log(new Map(new Array(100).fill(0).map((_, i) => [i, 'v'.repeat(9999)])))",
                "console.log(new Array(100).fill(['\\n'.repeat(9999)]))",
                "console.log(new Error('e'.repeat(20 << 20)))",
                "const e = new Error('e'); e.stack = '\\n'.repeat(1 << 20); console.log({ a: { b: { c: e } } })",
                "const e = new Error('e'); e.name = 'n'.repeat(20 << 20); console.log(e)",
                "let e = new Error('x'); for (let i = 0; i < 10000; i++) e = new Error('m'.repeat(500), { cause: e });"
                        + " console.error(e)",
                "console.log(Object.defineProperty(() => {}, 'name', { value: 'f'.repeat(20 << 20) }))",
                "console.log({ [Symbol.toStringTag]: 't'.repeat(20 << 20) })",
                "console.log(new (class { static name = 'c'.repeat(20 << 20) })())",
                "console.log(3n ** 200000n)",
                "console.log(new RegExp('r'.repeat(1 << 20)))",
                "console.log(new Array(2 ** 32 - 1))",
                "console.log(new Proxy({}, { ownKeys: () => new Array(50000).fill(0).map((_, i) => 'p' + i) }))",
                "const a = []; a[0] = a; for (let i = 1; i < 100; i++) a[i] = [a, a]; console.log(a)",
                "console.table(new Array(5000).fill(0).map(() => ({ a: 'x'.repeat(9000), b: 2 })))",
                "console.table(new Array(20).fill(0).map((_, r) => Object.fromEntries(new Array(5000).fill(0).map((_, c) =>"
                        + " [`c${r}-${c}`, c]))))",
                "console.table({ ['k'.repeat(20 << 20)]: ['\\n'.repeat(1 << 20)] })",
                "console.count('l'.repeat(20 << 20)); console.time('l'.repeat(20 << 20)); console.timeEnd('l'.repeat(20 << 20))",
                "console.assert(false, 'x'.repeat(20 << 20))",
                "console.trace('x'.repeat(20 << 20))",
                "console.log('%j', 'x'.repeat(20 << 20))",
                "reportError(new Error('x'.repeat(20 << 20)))",
                "reportError('x'.repeat(20 << 20))",
                "Promise.reject('x'.repeat(20 << 20))",
            })
    void noValueBecomesALongText(String call) {
        try (var app = TestIsolate.bare()) {
            app.eval(call);
            app.eval("");
            assertThat(app.log).isNotEmpty().allSatisfy(line -> assertThat(line.length())
                    .isLessThan(MOST));
        }
    }

    @Test
    void aTextThatIsCutSaysByHowMuch() {
        try (var app = TestIsolate.bare()) {
            app.eval("console.log('x'.repeat(100000))");
            assertThat(app.log.getFirst()).endsWith("x... 34464 more characters");
        }
    }

    @Test
    void anAppThatDoesNotLoadSaysSoInAShortText() {
        for (String code : new String[] {
            "throw new Error('x'.repeat(20 << 20))",
            "throw 'x'.repeat(20 << 20)",
            "const e = new Error('y'); e.name = 'n'.repeat(20 << 20); throw e",
            "throw { toString: () => 'x'.repeat(20 << 20) }",
        }) {
            LoadFailure failure = TestIsolate.failingApp(Map.of("/index.js", code));
            assertThat(failure.message().length() + failure.stack().length())
                    .isLessThan(2 * MOST);
        }
    }

    @Test
    void errorsOfTheWebPlatformDoNotRepeatWhatTheyWereGiven() {
        try (var app = TestIsolate.bare()) {
            assertThat(app.eval("""
                const long = 'é '.repeat(1 << 20);
                const lengths = [];
                for (const call of [
                  () => new Headers([[long, 'x']]),
                  () => new Headers({ a: long + '\\u0149' }),
                  () => new Request(long),
                  () => new Request('http://a/', { method: long }),
                  () => new Request('http://a/', { redirect: long }),
                  () => new Response('', { status: { toString: () => long } }),
                  () => new URL(long, long),
                  () => new TextDecoder(long),
                  () => new Blob([], { endings: long }),
                  () => AbortSignal.timeout({ toString: () => long }),
                  () => structuredClone(Object.assign(() => {}, { [long]: 1 })),
                ]) {
                  try { call(); } catch (error) { lengths.push(error.message.length > 1000 ? call.toString() : 0); }
                }
                for (const call of [
                  () => new Response('', { headers: { 'content-type': long.replaceAll('é', 'e') } }).formData(),
                  () => fetch(long), () => fetch('x:' + long),
                ]) {
                  await call().catch((error) => lengths.push(error.message.length > 1000 ? call.toString() : 0));
                }
                return [...new Set(lengths)];
                """)).isEqualTo("[0]");
        }
    }
}
