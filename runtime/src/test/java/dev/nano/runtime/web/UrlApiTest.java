package dev.nano.runtime.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.graalvm.polyglot.PolyglotException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlApiTest {

    @SuppressWarnings("NullAway.Init")
    private static UrlContext context;

    @BeforeAll
    static void open() {
        context = new UrlContext();
    }

    @AfterAll
    static void close() {
        context.close();
    }

    /** What a script's value is as JSON. */
    private static String json(String script) {
        return context.eval("JSON.stringify((() => { 'use strict'; " + script + " })())")
                .asString();
    }

    private static void assertTypeError(String script, String message) {
        assertThatThrownBy(() -> context.eval(script))
                .isInstanceOf(PolyglotException.class)
                .hasMessageStartingWith("TypeError: ")
                .hasMessageContaining(message);
    }

    @Test
    void attributesAreTheComponents() {
        assertThat(json("""
            const { href, origin, protocol, username, password, host, hostname, port, pathname, search, hash } =
              new URL('https://u:p@example.com:8080/a/b?x=1&y=2#top');
            return [href, origin, protocol, username, password, host, hostname, port, pathname, search, hash];
            """))
                .isEqualTo("[\"https://u:p@example.com:8080/a/b?x=1&y=2#top\",\"https://example.com:8080\",\"https:\","
                        + "\"u\",\"p\",\"example.com:8080\",\"example.com\",\"8080\",\"/a/b\",\"?x=1&y=2\",\"#top\"]");
    }

    @Test
    void attributesOfAUrlWithoutThemAreEmpty() {
        assertThat(json("""
            const { origin, username, password, host, hostname, port, pathname, search, hash } = new URL('sc:/.//p?#');
            return [origin, username, password, host, hostname, port, pathname, search, hash];
            """)).isEqualTo("[\"null\",\"\",\"\",\"\",\"\",\"\",\"//p\",\"\",\"\"]");
    }

    @ParameterizedTest
    @CsvSource({
        "https://u:p@h:81/, https://h:81",
        "ws://h/, ws://h",
        "blob:https://h/id, https://h",
        "blob:httpx://h/id, null",
        "file:///x, null"
    })
    void originIsATupleOrNull(String url, String origin) {
        assertThat(context.eval("new URL('" + url + "').origin").asString()).isEqualTo(origin);
    }

    @Test
    void aBaseMayBeAUrlAndStringsAreMadeOfAnything() {
        assertThat(json("return new URL('../x', new URL('https://h/a/b/c'))")).isEqualTo("\"https://h/a/x\"");
        assertThat(json("return new URL(null, { toString: () => 'https://h/' })"))
                .isEqualTo("\"https://h/null\"");
        assertThat(json("return new URL('https://h/', undefined).href")).isEqualTo("\"https://h/\"");
        assertThat(json("return new URL('https://h/\\ud800').pathname")).isEqualTo("\"/%EF%BF%BD\"");
        assertTypeError("new URL(Symbol())", "Symbol");
    }

    @Test
    void whatIsNoUrlIsATypeErrorThatQuotesIt() {
        assertTypeError("new URL('/x')", "Invalid URL: \"/x\"");
        assertTypeError("new URL('/x', 'y')", "Invalid URL: \"/x\" with base \"y\"");
        assertTypeError("new URL('https://h/', null)", "with base \"null\"");
        assertTypeError("new URL()", "URL");
        assertTypeError("URL('https://h/')", "new");
        assertTypeError("new URL('https://h/').href = 'x'", "Invalid URL: \"x\"");
    }

    @Test
    void stringsThatAreFarTooLongAreNoUrls() {
        assertThat(context.eval("URL.canParse('https://h/' + 'x'.repeat(9 * 2 ** 20))")
                        .asBoolean())
                .isFalse();
        assertThat(context.eval("URL.canParse('https://h/' + '\\u00fc'.repeat(2 * 2 ** 20))")
                        .asBoolean())
                .isFalse();
        assertThat(context.eval("URL.canParse('data:,' + 'x'.repeat(2 * 2 ** 20))")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void parseGivesNullAndCanParseFalseWhereTheConstructorThrows() {
        assertThat(json("return [URL.parse('/x'), URL.parse('/x', 'https://h'), URL.canParse('/x'),"
                        + " URL.canParse('sc:')]"))
                .isEqualTo("[null,\"https://h/x\",false,true]");
        assertThat(json("return URL.parse('https://h') instanceof URL")).isEqualTo("true");
        assertTypeError("URL.parse()", "URL.parse");
        assertTypeError("URL.canParse()", "URL.canParse");
    }

    @Test
    void settersChangeTheUrlOrLeaveItAlone() {
        assertThat(json("""
            const url = new URL('http://h/');
            url.protocol = 'https'; url.username = 'u'; url.password = 'p'; url.hostname = 'x'; url.port = 81;
            url.pathname = 'a b'; url.search = 'q'; url.hash = 'f';
            const full = url.href;
            url.host = 'y:82'; url.port = 'none'; url.host = '';
            return [full, url.href];
            """)).isEqualTo("[\"https://u:p@x:81/a%20b?q#f\",\"https://u:p@y:82/a%20b?q#f\"]");
        assertTypeError("'use strict'; new URL('http://h/').origin = 'x'", "origin");
    }

    @Test
    void searchParamsAndQueryFollowEachOther() {
        assertThat(json("""
            const url = new URL('http://h/?a=~&b#f');
            const params = url.searchParams;
            const seen = [`${params}`, url.search];
            params.append('c', 'x y');
            seen.push(url.href);
            url.search = '?d=\\t%41&e';
            seen.push([...params], url.search);
            url.href = 'http://h/?g=1';
            seen.push(`${params}`);
            params.delete('g');
            seen.push(url.href, params === url.searchParams);
            return seen;
            """))
                .isEqualTo("[\"a=%7E&b=\",\"?a=~&b\",\"http://h/?a=%7E&b=&c=x+y#f\",[[\"d\",\"\\tA\"],[\"e\",\"\"]],"
                        + "\"?d=%41&e\",\"g=1\",\"http://h/\",true]");
    }

    @Test
    void subclassesWork() {
        assertThat(json("""
            class Endpoint extends URL { get first() { return this.pathname.split('/')[1]; } }
            const endpoint = new Endpoint('http://h/a/b');
            return [endpoint.first, endpoint instanceof URL, Object.prototype.toString.call(endpoint)];
            """)).isEqualTo("[\"a\",true,\"[object URL]\"]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"URL", "URLSearchParams"})
    void interfacesAreShapedAsWebIdlHasIt(String name) {
        assertThat(json("""
            const { prototype } = %s;
            const wrong = [];
            for (const [key, slot] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
              const accessor = slot.get !== undefined;
              if (slot.enumerable !== (key !== 'constructor') || !slot.configurable) wrong.push(key);
              if (!accessor && !slot.writable) wrong.push(key);
              if (accessor && slot.get.name !== `get ${key}`) wrong.push(key);
              if (key === 'constructor') continue;
              for (const stranger of [undefined, null, {}, 'x', prototype]) {
                try {
                  (accessor ? slot.get : slot.value).call(stranger, 'a', 'b');
                  wrong.push(`${key} of ${String(stranger)}`);
                } catch (e) {
                  if (!(e instanceof TypeError)) throw e;
                }
              }
            }
            return wrong;
            """.formatted(name))).isEqualTo("[]");
    }

    @Test
    void lengthsCountTheRequiredArguments() {
        assertThat(json("""
            const p = URLSearchParams.prototype;
            return [URL, URL.parse, URL.canParse, URLSearchParams, p.append, p.delete, p.get, p.getAll, p.has,
              p.set, p.sort, p.forEach, p.keys, p.toString].map((f) => f.length);
            """)).isEqualTo("[1,1,1,0,2,1,1,1,1,2,0,1,0,0]");
        assertThat(json("return Object.keys(URL)")).isEqualTo("[\"parse\",\"canParse\"]");
        assertThat(json("return URLSearchParams.prototype[Symbol.iterator] === URLSearchParams.prototype.entries"))
                .isEqualTo("true");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "append('a')",
                "set('a')",
                "get()",
                "getAll()",
                "has()",
                "delete()",
                "forEach()",
                "forEach({})",
                "entries().next.call({})"
            })
    void missingOrWrongArgumentsAreTypeErrors(String call) {
        assertTypeError("new URLSearchParams()." + call, "");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "undefined | ``",
                "null | null=",
                "'?a=1&&b&=c' | a=1&b=&=c",
                "'??a' | %3Fa=",
                "'a=b=c+d%20%2B' | a=b%3Dc+d+%2B",
                "'%zz%4' | %25zz%254=",
                "'%ED%A0%80%F0%9F%98%80%FF' | %EF%BF%BD%EF%BF%BD%EF%BF%BD%F0%9F%98%80%EF%BF%BD=",
                "'\\ud800' | %EF%BF%BD=",
                "'*-._~!\\'()' | *-._%7E%21%27%28%29=",
                "{ a: 1, b: true } | a=1&b=true",
                "{ '\\ud835x': 1, xx: 2, '\\ud83dx': 3 } | %EF%BF%BDx=3&xx=2",
                "[['a', 1], new Set(['b', 2])] | a=1&b=2",
                "new Map([['a', 'b']]) | a=b",
                "new URLSearchParams('a=1&a=2') | a=1&a=2",
            })
    void searchParamsAreMadeOfStringsPairsAndRecords(String init, String expected) {
        assertThat(context.eval("`${new URLSearchParams(" + init + ")}`").asString())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[['a']]", "[['a', 'b', 'c']]", "['ab']", "[1]", "{ [Symbol.iterator]: 1 }", "{ [Symbol()]: 1 }"
            })
    void whatIsNoListOfPairsIsATypeError(String init) {
        assertTypeError("new URLSearchParams(" + init + ")", "");
    }

    @Test
    void searchParamsAreReadAndChanged() {
        assertThat(json("""
            const params = new URLSearchParams('a=1&b=2&a=3&a=1');
            const seen = [params.size, params.get('a'), params.getAll('a'), params.get('z'), params.has('a', 3),
              params.has('a', 4), params.has('z'), params.has('a', undefined)];
            params.delete('a', '1');
            seen.push(`${params}`);
            params.append('b', 4);
            params.set('b', 5);
            params.set('c', undefined);
            seen.push(`${params}`);
            params.delete('b', undefined);
            seen.push(`${params}`);
            return seen;
            """))
                .isEqualTo("[4,\"1\",[\"1\",\"3\",\"1\"],null,true,false,false,true,\"b=2&a=3\","
                        + "\"b=5&a=3&c=undefined\",\"a=3&c=undefined\"]");
    }

    @Test
    void sortingIsStableAndByCodeUnits() {
        assertThat(json("const p = new URLSearchParams('z=1&\\ufb03=2&\\u{1f308}=3&a=4&z=0'); p.sort(); return"
                        + " [...p.values()]"))
                .isEqualTo("[\"4\",\"1\",\"0\",\"3\",\"2\"]");
    }

    @Test
    void iterationSeesChangesMadeMeanwhile() {
        assertThat(json("""
            const url = new URL('http://h/?a=1&b=2&c=3');
            const keys = [];
            for (const [key] of url.searchParams) {
              keys.push(key);
              if (key === 'a') url.searchParams.delete('a');
              if (keys.length === 1) url.searchParams.append('d', 4);
            }
            url.searchParams.forEach(function (value, key, params) {
              keys.push(value + key + this.x + (params === url.searchParams));
            }, { x: '!' });
            return [keys, [...url.searchParams.keys()], Object.prototype.toString.call(url.searchParams.values())];
            """))
                .isEqualTo("[[\"a\",\"c\",\"d\",\"2b!true\",\"3c!true\",\"4d!true\"],[\"b\",\"c\",\"d\"],"
                        + "\"[object URLSearchParams Iterator]\"]");
    }

    @Test
    void longFormsArePiecedTogether() {
        assertThat(json("""
            const value = 'x' + '\\u{1f600}'.repeat(40_000);
            const params = new URLSearchParams({ value });
            const again = new URLSearchParams(`a=1&${params}&${'b=2&'.repeat(50_000)}c`);
            return [again.get('value') === value, again.size, again.getAll('b').length, again.get('c')];
            """)).isEqualTo("[true,50003,50000,\"\"]");
    }
}
