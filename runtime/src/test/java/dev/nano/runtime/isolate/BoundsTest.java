package dev.nano.runtime.isolate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nano.runtime.RunningApps;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One call of a builtin does a bounded amount of work, or work that can be interrupted. */
class BoundsTest {

    private static RunningApps running;

    @BeforeAll
    static void start() {
        running = new RunningApps();
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    private static String evaluate(String expression) {
        running.put("bounds", RunningApps.PATIENT, """
            export default { async fetch() {
              const big = 1n << 500000n;
              try { return new Response(String(await (%s)).slice(0, 200)); }
              catch (e) { return new Response(`${e.name}: ${e.message}`); }
            } };
            """.formatted(expression));
        return running.get("bounds").body();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2n ** 2000000000n",
                "(3n ** 60000000n).toString()",
                "1n << 2000000000n",
                "1n >> -2000000000n",
                "-1n << 600000n",
                "big * big",
                "(() => { let x = big; for (;;) x += x; })()",
                "(() => { let x = big; for (;;) x -= -x; })()",
                "~(big * 2n ** 24000n) ^ (big << 25000n)",
                "BigInt('9'.repeat(1 << 20))",
                "BigInt('0x' + 'f'.repeat(1 << 18))",
                "BigInt('0b' + '1'.repeat(1 << 20))",
                "BigInt(' '.repeat(99) + '0o' + '7'.repeat(1 << 20))",
                "BigInt.asUintN(2 ** 31 - 2, -1n)",
                "eval('9'.repeat(1 << 20) + 'n')",
                "new Function('return 0x' + 'f'.repeat(1 << 20) + 'n')()",
                "eval('0x' + 'f'.repeat(200_000) + 'n')",
                "eval('0x' + 'f'.repeat(1 << 20))",
                "eval('0b' + '1'.repeat(1 << 20))",
                "BigInt.asIntN(64, '9'.repeat(1 << 20))",
                "BigInt(1) == '9'.repeat(1 << 20)",
                "new BigInt64Array(1).fill('9'.repeat(1 << 20))",
            })
    void aBigIntDoesNotBecomeLargerThanOneCallCanBear(String expression) {
        assertThat(evaluate(expression)).startsWith("RangeError: BigInt ").contains("524288 bits", "memory_mb");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        2n ** 300000n > 0n                                   | true
        (-2n) ** 300001n < 0n                                | true
        1n ** 2000000000n                                    | 1
        0n << 2000000000n                                    | 0
        BigInt.asUintN(64, -1n)                              | 18446744073709551615
        BigInt('0xff') + BigInt('12')                        | 267
        (big * 1000n / 1000n === big) + '' + (big % 7n >= 0n)| truetrue
        (big - 1n).toString(16).length                       | 125000
        """)
    void aBigIntWithinTheLimitIsUntouched(String expression, String expected) {
        assertThat(evaluate(expression)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'a'.repeat(16 << 20).split('')",
                "'a,'.repeat(8 << 20).split(',')",
                "'a'.repeat(16 << 20).replaceAll('a', 'bb')",
                "'a'.repeat(16 << 20).replaceAll('', 'b')",
                "'\\ufdfa'.repeat(1 << 20).normalize('NFKD')",
                "'\\u0344'.repeat(4 << 20).normalize()",
                "'a'.repeat(16 << 20).localeCompare('b')",
                "'b'.localeCompare('a'.repeat(16 << 20))",
                "encodeURIComponent('a'.repeat(16 << 20))",
                "escape('\\u0149'.repeat(16 << 20))",
                "JSON.parse('[' + '1,'.repeat(8 << 20) + '1]')",
            })
    void whatIsTooLongForOneCallIsARangeErrorThatNamesTheLimit(String expression) {
        assertThat(evaluate(expression)).startsWith("RangeError: ").contains("memory_mb of 64");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Object.keys('a'.repeat(2 << 20))",
                "Reflect.ownKeys(new String('\\u0149'.repeat(2 << 20)))",
                "({ ...'a'.repeat(2 << 20) })",
                "(() => { for (const key in 'a'.repeat(2 << 20)) return key; })()",
                "Object.entries(new Uint8Array(2 << 20))",
                "Object.assign({}, new Float64Array(2 << 20))",
            })
    void theKeysOfALongStringOrTypedArrayAreNotListed(String expression) {
        assertThat(evaluate(expression)).startsWith("RangeError: keys of a ").contains("2097152", "which is fixed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "new Intl.Collator('fr-CA').compare('\\u00e9'.repeat(8 << 20), 'b')",
                "new Intl.Collator().compare('b', 'a'.repeat(16 << 20))",
                "new Intl.Collator().compare('\\u0301\\u0316'.repeat(4096), '\\u0316\\u0301'.repeat(4096))",
                "'\\u0301\\u0316'.repeat(4096).localeCompare('\\u0316\\u0301'.repeat(4096))",
                "['a'.repeat(1 << 20), 'b'].sort(new Intl.Collator().compare)",
                "new Intl.Segmenter('th').segment('\\u0e01\\u0e32'.repeat(1 << 20)).containing(9)",
                "[...new Intl.Segmenter('th', { granularity: 'word' }).segment('\\u0e01'.repeat(1 << 20))]",
                "new Intl.ListFormat().format(new Array(100_000).fill('a'))",
                "new Intl.ListFormat().formatToParts(new Array(1000).fill('a'.repeat(30_000)))",
                "new Intl.NumberFormat().format('9'.repeat(1 << 20))",
                "new Intl.NumberFormat().format(3n ** 200_000n)",
                "new Intl.NumberFormat().formatToParts(big)",
                "new Intl.NumberFormat().formatRange(1, big)",
                "new Intl.NumberFormat().formatRangeToParts('0b' + '1'.repeat(1 << 20), 1)",
                "new Intl.NumberFormat('en', { notation: 'compact' }).format(big)",
                "big.toLocaleString()",
                "new Intl.Locale('en-x-' + 'abcd-'.repeat(1 << 20) + 'a')",
                "new Intl.Locale('en', { calendar: 'abc-'.repeat(1 << 20) + 'abc' })",
                "Intl.getCanonicalLocales(['en-x-' + 'abcd-'.repeat(1 << 20) + 'a'])",
                "'a'.toLocaleUpperCase('en-x-' + 'abcd-'.repeat(1 << 20) + 'a')",
            })
    void whatIntlIsGivenIsBounded(String expression) {
        assertThat(evaluate(expression)).startsWith("RangeError: Intl").contains("which is fixed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'\\u0315\\u0300'.repeat(1 << 20).normalize('NFC')",
                "'a\\u0300'.concat('\\u0316'.repeat(5000)).normalize()"
            })
    void aLongRunOfCombiningMarksIsNotNormalized(String expression) {
        assertThat(evaluate(expression))
                .startsWith("RangeError: String.prototype.normalize: a run of 1024 combining marks");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        '\\u0149'.repeat(1 << 20).toUpperCase().length                        | 2097152
        '\\u0130'.repeat(1 << 20).toLowerCase().length                        | 2097152
        ('x'.repeat(4095) + '\\u{10400}').toLowerCase().endsWith('\\u{10428}')| true
        ('x'.repeat(4095) + '\\u{10400}\\u0149').toLocaleLowerCase().length   | 4098
        'STRASSE \\u00df'.toUpperCase()                                       | STRASSE SS
        '\\u0391\\u03a3 '.toLowerCase() === '\\u03b1\\u03c2 '                 | true
        'a,b,c'.split(',', 2).length + 'a-b'.split(/-/).length                | 4
        'aXbX'.replaceAll('X', (m, at) => at)                                 | a1b3
        'e\\u0301'.normalize('NFC').length                                    | 1
        'a'.repeat(16 << 20).normalize('NFKD').length                         | 16777216
        '\\u0958 '.repeat(1 << 20).normalize(undefined).length                | 3145728
        (() => { try { ' '.repeat(2000).normalize('nfc') } catch (e) { return e.name } })() | RangeError
        [].concat(new Array(3).fill(0)).copyWithin(0, 1).length               | 3
        [2, 10].map((n) => 'b'.localeCompare('a')).join()                     | 1,1
        JSON.parse('[1,2]', (k, v) => Array.isArray(v) ? v : v + 1).join()    | 2,3
        String.prototype.split.call(12321, 2).join()                          | 1,3,1
        ''.split.length + ''.normalize.length + ''.localeCompare.length       | 3
        'prototype' in ''.toUpperCase                                         | false
        ''.toUpperCase.name + JSON.parse.name + escape.name                   | toUpperCaseparseescape
        Object.keys(String.prototype).length                                  | 0
        (() => { try { new (''.split)() } catch (e) { return e.name } })()    | TypeError
        (() => { try { ''.trim.call.call(''.toUpperCase, null) } catch (e) { return e.name } })() | TypeError
        String.raw`a\\b${1}c${2}` + String.raw({ raw: 'xyz' }, 0, 1, 2, 3)     | a\\b1c2x0y1z
        String.raw({ raw: { length: 1.5, 0: "x", 1: "y" } }) + String.raw({ raw: { length: -1, 0: "x" } }) + String.raw({ raw: { 0: "x" } }) | x
        (() => { try { String.raw({}) } catch (e) { return e.name } })()      | TypeError
        Object.keys('ab').join() + Object.keys(new Uint8Array(2)).join()      | 0,10,1
        ['b', 'a'].sort(new Intl.Collator().compare).join()                   | a,b
        [...new Intl.Segmenter().segment('ab')].length                        | 2
        new Intl.ListFormat('en').format(['a', 'b', 'c'])                     | a, b, and c
        new Intl.NumberFormat('en').format('1234.5') + new Intl.NumberFormat('en').format(10n ** 9n) | 1,234.51,000,000,000
        new Intl.Locale('en-US-u-ca-gregory').calendar                        | gregory
        'a'.split({ [Symbol.split]: (s, n) => s + n }, 3)                     | a3
        """)
    void whatIsBoundedStillLooksAndWorksLikeABuiltin(String expression, String expected) {
        assertThat(evaluate(expression)).isEqualTo(expected);
    }
}
