package dev.nano.runtime.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConsoleTest {

    private static String logged(String call) {
        try (var app = TestIsolate.bare()) {
            app.eval(call);
            return String.join("\n", app.log).replace(" test-app", "");
        }
    }

    @Test
    void eachLevelGoesToTheLogWithTheNameOfTheApp() {
        try (var app = TestIsolate.bare()) {
            app.eval("console.debug('d'); console.log('l'); console.info('i'); console.warn('w'); console.error('e');");
            assertThat(app.log)
                    .containsExactly(
                            "debug test-app d",
                            "info test-app l",
                            "info test-app i",
                            "warn test-app w",
                            "error test-app e");
        }
    }

    @Test
    void valuesAreShownAsDevelopersWriteThem() {
        assertThat(logged("console.log('s', 1, -0, 2n, true, null, undefined, Symbol('x'), [1, 'a'], { a: { b: {"
                        + " c: { d: 1 } } } })"))
                .isEqualTo("info s 1 -0 2n true null undefined Symbol(x) [ 1, 'a' ] { a: { b: { c: [Object] } } }");
        assertThat(logged("console.log(new Map([['k', new Set([1])]]), new Date(0), /x/g, () => {}, class A"
                        + " extends Array {})"))
                .isEqualTo("info Map(1) { 'k' => Set(1) { 1 } } 1970-01-01T00:00:00.000Z /x/g [Function (anonymous)]"
                        + " [class A extends Array]");
        assertThat(logged("class P { x = 1; get y() { return 2; } } console.log(new P(), Object.create(null), [,"
                        + " 1], 'q', [\"it's\"])"))
                .isEqualTo("info P { x: 1 } [Object: null prototype] {} [ <1 empty item>, 1 ] q [ \"it's\" ]");
        assertThat(logged("console.log(new Uint8Array([1, 2]), new ArrayBuffer(2), new Headers({ a: 'b' }), new"
                        + " Response('x').status)"))
                .isEqualTo("info Uint8Array(2) [ 1, 2 ] ArrayBuffer { [Uint8Contents]: <00 00>, byteLength: 2 }"
                        + " Headers { a: 'b' } 200");
    }

    @Test
    void cyclesAndHugeValuesAreShownInPart() {
        assertThat(logged("const o = { name: 'o' }; o.self = o; console.log(o)"))
                .isEqualTo("info <ref *1> { name: 'o', self: [Circular *1] }");
        assertThat(logged("console.log(new Array(1000).fill(7))"))
                .contains("... 900 more items")
                .hasSizeLessThan(2000);
        assertThat(logged("let o = {}; for (let i = 0; i < 100000; i++) o = { o }; console.dir(o, { depth: null })"))
                .contains("o: ");
    }

    @Test
    void whatThrowsWhileItIsShownDoesNotThrowIntoTheApp() {
        assertThat(logged("console.log(new Proxy({}, { ownKeys() { throw new Error('no'); } }), 'after')"))
                .endsWith("after");
        assertThat(logged("console.log({ get x() { throw new Error('no'); } })"))
                .isEqualTo("info { x: [Getter] }");
        assertThat(logged("console.log('%d %s', { valueOf() { throw 1; } }, { toString() { throw 1; } })"))
                .startsWith("info NaN ");
    }

    @Test
    void errorsAreShownWithStackAndCause() {
        assertThat(logged("console.error(new Error('outer', { cause: new TypeError('inner') }))"))
                .startsWith("error Error: outer\n    at ")
                .contains("[cause]: TypeError: inner")
                .doesNotContain("nano:");
    }

    @Test
    void formatDirectivesAreFilledIn() {
        assertThat(logged("console.log('%s is %d years, %i, %f, %j %% %o %c!', 'Bo', 4.5, 4.5, '1.5', { a: 1 },"
                        + " [1], 'css', 'rest')"))
                .isEqualTo("info Bo is 4.5 years, 4, 1.5, {\"a\":1} % [ 1 ] ! rest");
    }

    @Test
    void theOtherMethodsDoWhatTheySay() {
        assertThat(logged("console.assert(true, 'x'); console.assert(false, 'no %s', 'way')"))
                .isEqualTo("error Assertion failed: no way");
        assertThat(logged("console.count(); console.count(); console.countReset(); console.count('a')"))
                .isEqualTo("info default: 1\ninfo default: 2\ninfo a: 1");
        assertThat(logged("console.group('g'); console.log('a\\nb'); console.groupEnd(); console.log('c')"))
                .isEqualTo("info g\ninfo   a\n  b\ninfo c");
        assertThat(logged("console.time('t'); console.timeEnd('t')")).matches("info t: \\d+\\.\\d{3} ms");
        assertThat(logged("console.trace('here')")).startsWith("debug Trace: here\n    at ");
        assertThat(logged("console.table([{ a: 1, b: 'x' }, { a: 2 }])")).isEqualTo("""
            info \u250c\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u252c\u2500\u2500\u2500\u252c\u2500\u2500\u2500\u2500\u2500\u2510
            \u2502 (index) \u2502 a \u2502 b   \u2502
            \u251c\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u253c\u2500\u2500\u2500\u253c\u2500\u2500\u2500\u2500\u2500\u2524
            \u2502 0       \u2502 1 \u2502 'x' \u2502
            \u2502 1       \u2502 2 \u2502     \u2502
            \u2514\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2500\u2534\u2500\u2500\u2500\u2534\u2500\u2500\u2500\u2500\u2500\u2518\
            """);
    }
}
