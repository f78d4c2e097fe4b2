package dev.nano.runtime.web;

import static org.assertj.core.api.Assertions.assertThat;

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
                "console.log('%o%o%o', ...new Array(50).fill({ a: 'y'.repeat(9000), b: new"
                        + " Array(100).fill('z'.repeat(9000)) }))",
                "console.log(...new Array(60000).fill('some text'))",
                "let o = {}; for (let d = 0; d < 60; d++) { const p = {}; for (let i = 0; i < 50; i++) p['k' + i] = o;"
                        + " o = p; } console.dir(o, { depth: null })",
            })
    void noValueBecomesALongText(String call) {
        try (var app = TestIsolate.bare()) {
            app.eval(call);
            app.eval("");
            assertThat(app.log)
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(line.length()).isLessThan(MOST));
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
