package dev.nano.runtime.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlParserTest {

    private static final String BASE = "https://user:pass@example.com:8443/a/b/c?q=1#f";

    private static UrlRecord parse(String input) {
        return Objects.requireNonNull(UrlParser.parse(input, null), input);
    }

    private static @Nullable String href(String input, @Nullable String base) {
        UrlRecord url = UrlParser.parse(input, base == null ? null : parse(base));
        return url == null ? null : url.href();
    }

    @Test
    void everyComponentIsASliceOfTheSerialization() {
        UrlRecord url = parse("HTTPS://Üser:p@ss@EXAMPLE.com:8443/a/./b/../c d?x='y'#z`");
        assertThat(url.href()).isEqualTo("https://%C3%9Cser:p%40ss@example.com:8443/a/c%20d?x=%27y%27#z%60");
        assertThat(url.scheme()).isEqualTo("https");
        assertThat(url.username()).isEqualTo("%C3%9Cser");
        assertThat(url.password()).isEqualTo("p%40ss");
        assertThat(url.hostname()).isEqualTo("example.com");
        assertThat(url.host()).isEqualTo("example.com:8443");
        assertThat(url.port()).isEqualTo(8443);
        assertThat(url.pathname()).isEqualTo("/a/c%20d");
        assertThat(url.search()).isEqualTo("?x=%27y%27");
        assertThat(url.hash()).isEqualTo("#z%60");
        assertThat(url.origin()).isEqualTo("https://example.com:8443");
    }

    @Test
    void componentsThatAreNotThereAreEmpty() {
        UrlRecord url = parse("mailto:someone@example.com");
        assertThat(url.hasHost()).isFalse();
        assertThat(url.hasOpaquePath()).isTrue();
        assertThat(url.username() + url.password() + url.host() + url.hostname() + url.search() + url.hash())
                .isEmpty();
        assertThat(url.port()).isEqualTo(UrlParts.NO_PORT);
        assertThat(url.pathname()).isEqualTo("someone@example.com");
        assertThat(url.origin()).isEqualTo("null");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com/",
                "http://localhost:3000/items/7?expand=all&sort=-date#top",
                "https://api.example.com/v1/a.b/c../d.?q=a/./b",
                "http://a_b-c..example/%41%zz",
                "https://xn--bcher-kva.example/",
            })
    void plainUrlsAreTheirOwnSerialization(String input) {
        assertThat(PlainUrl.parse(input)).isEqualTo(parse(" " + input));
        assertThat(parse(input).href()).isEqualTo(input);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com",
                "https://example.com:443/",
                "http://example.com:080/",
                "https://Example.com/",
                "https://127.1/",
                "https://example.0x7f/",
                "https://example.com/a/../b",
                "https://example.com/a/%2E%2e/b",
                "https://example.com/a\\b",
                "https://example.com/{",
                "https://example.com/?'",
                "https://example.com/#`",
                "https://example.com/ü",
                "https://example.com/ ",
                "https://u@example.com/",
                "https://u:1@example.com/",
                "https:///example.com/",
                "ftp://example.com/",
            })
    void urlsThatNeedWorkAreNotTakenForPlainOnes(String input) {
        assertThat(PlainUrl.parse(input)).isNull();
    }

    static Stream<Arguments> relative() {
        return Stream.of(
                arguments("", BASE, "https://user:pass@example.com:8443/a/b/c?q=1"),
                arguments("#g", BASE, "https://user:pass@example.com:8443/a/b/c?q=1#g"),
                arguments("?r", BASE, "https://user:pass@example.com:8443/a/b/c?r"),
                arguments("d", BASE, "https://user:pass@example.com:8443/a/b/d"),
                arguments("../../../d/", BASE, "https://user:pass@example.com:8443/d/"),
                arguments("/d", BASE, "https://user:pass@example.com:8443/d"),
                arguments("\\d", BASE, "https://user:pass@example.com:8443/d"),
                arguments("//other/d", BASE, "https://other/d"),
                arguments("https:d", BASE, "https://user:pass@example.com:8443/a/b/d"),
                arguments("https:/\\/d", BASE, "https://d/"),
                arguments("http:d", BASE, "http://d/"),
                arguments("mailto:d", BASE, "mailto:d"),
                arguments("x", "mailto:d", null),
                arguments("#x", "mailto:d?q", "mailto:d?q#x"),
                arguments("../x", "sc://h/a/b", "sc://h/x"),
                arguments("//x", "sc:/a", "sc://x"),
                arguments("\\x", "sc://h/a/b", "sc://h/a/\\x"),
                arguments("x", "file:///C:/a/b", "file:///C:/a/x"),
                arguments("..", "file:///C:/", "file:///C:/"),
                arguments("/x", "file:///C:/a", "file:///C:/x"),
                arguments("D|/x", "file:///C:/a", "file:///D:/x"),
                arguments("//h/x", "file:///C:/a", "file://h/x"),
                arguments("?x", "file://h/a?b", "file://h/a?x"));
    }

    @ParameterizedTest
    @MethodSource("relative")
    void relativeReferencesAreResolved(String input, String base, @Nullable String expected) {
        assertThat(href(input, base)).isEqualTo(expected);
    }

    static Stream<Arguments> hosts() {
        return Stream.of(
                arguments("EXAMPLE.com", "example.com"),
                arguments("ex%61mple.com", "example.com"),
                arguments("bücher.example", "xn--bcher-kva.example"),
                arguments("faß.example", "xn--fa-hia.example"),
                arguments("日本語。ＪＰ", "xn--wgv71a119e.jp"),
                arguments("a\u00ADb", "ab"),
                arguments("\u00AD", null),
                arguments("\u200D.example", null),
                arguments("%80", null),
                arguments("a%00b", null),
                arguments("a b", null),
                arguments("a<b", null),
                arguments("a%25b", null),
                arguments("a..b", "a..b"),
                arguments("0x7F.1", "127.0.0.1"),
                arguments("0300.168.257", "192.168.1.1"),
                arguments("4294967295", "255.255.255.255"),
                arguments("4294967296", null),
                arguments("99999999999999999999", null),
                arguments("256.1.1.1", null),
                arguments("1.2.3.4.5", null),
                arguments("1.2.3.4.", "1.2.3.4"),
                arguments("1..2", null),
                arguments("09", null),
                arguments("0x", "0.0.0.0"),
                arguments("example.0xg", "example.0xg"),
                arguments("[1:0:0:4:5:0:0:8]", "[1::4:5:0:0:8]"),
                arguments("[::FFFF:192.168.0.1]", "[::ffff:c0a8:1]"),
                arguments("[0:0:0:0:0:0:0:0]", "[::]"),
                arguments("[1:2:3:4:5:6:7::]", "[1:2:3:4:5:6:7:0]"),
                arguments("[::1.2.3]", null),
                arguments("[::1.2.3.04]", null),
                arguments("[::1.2.3.256]", null),
                arguments("[1:2:3:4:5:6:7:1.2.3.4]", null),
                arguments("[1::2::3]", null),
                arguments("[12345::]", null),
                arguments("[:1]", null),
                arguments("[::1%25eth0]", null),
                arguments("[::1", null));
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void hostsOfSpecialUrlsAreDomainsOrAddresses(String host, @Nullable String expected) {
        assertThat(href("http://" + host + "/", null)).isEqualTo(expected == null ? null : "http://" + expected + "/");
    }

    @ParameterizedTest
    @CsvSource({
        "sc://EXAMPLE.com, sc://EXAMPLE.com",
        "sc://ü%41, sc://%C3%BC%41",
        "sc://1.2, sc://1.2",
        "sc://[::0], sc://[::]",
        "sc://, sc://",
        "sc://h?q, sc://h?q",
        "sc://a^b,",
        "sc://:1,",
        "sc://u@/,",
    })
    void hostsOfOtherUrlsAreOpaque(String input, @Nullable String expected) {
        assertThat(href(input, null)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/x",
                "example.com",
                "1http://x",
                "http://",
                "https://:80/",
                "http://u@/x",
                "http://x:65536/",
                "http://x:8o/",
                "http://x:-1/",
                "http://[/"
            })
    void whatIsNoUrlIsRefused(String input) {
        assertThat(href(input, null)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "http:\\\\x\\a\\b, http://x/a/b",
        "http:////x, http://x/",
        "'  ht\ttp://x/\na ', http://x/a",
        "sc:/.//p, sc:/.//p",
        "sc:/a/..//p, sc:/.//p",
        "sc:/..//p/, sc:/.//p/",
        "data:a b  #c, 'data:a b %20#c'",
        "'data: ü ', data: %C3%BC",
        "file://localhost/x, file:///x",
        "file:c:\\x\\..\\.., file:///c:/",
        "file:///C|/x, file:///C:/x",
        "http://x/\uD83D\uDE00\uD83D, http://x/%F0%9F%98%80%EF%BF%BD",
        "http://x?a#b#c, http://x/?a#b#c",
        "http://a@b:c@d/, http://a%40b:c@d/",
    })
    void oddSpellingsAreNormalized(String input, String expected) {
        assertThat(href(input, null)).isEqualTo(expected);
        assertThat(href(expected, null)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "https://h:443/x, https://h",
        "ws://h:81/, ws://h:81",
        "blob:https://h/id, https://h",
        "blob:ftp://h/id, null",
        "blob:blob:https://h/id, null",
        "file:///x, null",
        "sc://h/, null",
    })
    void originsAreTuplesOrOpaque(String input, String origin) {
        assertThat(parse(input).origin()).isEqualTo(origin);
    }

    @Test
    void unicodeDomainsAreLimitedInLength() {
        String labels = "ü.".repeat(511);
        assertThat(href("http://" + labels + "ü/", null)).startsWith("http://xn--");
        assertThat(href("http://" + labels + "üüü/", null)).isNull();
        assertThat(href("http://" + "ü".repeat(1024) + "/", null)).isNull();
        assertThat(href("http://" + "u".repeat(100_000) + "/", null)).hasSize(100_008);
    }
}
