package dev.nano.runtime.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrlSetterTest {

    private static String set(String href, String attribute, String value) {
        UrlRecord url = Objects.requireNonNull(UrlParser.parse(href, null), href);
        UrlRecord changed = UrlSetter.set(url, attribute, value);
        return changed == null ? "unchanged" : changed.href();
    }

    @ParameterizedTest(name = "<{0}>.{1} = {2}")
    @CsvSource({
        "http://h/, protocol, https:ignored, https://h/",
        "http://h:443/, protocol, HTTPS, https://h/",
        "http://h/, protocol, sc, unchanged",
        "http://u@h/, protocol, file, unchanged",
        "file:///x, protocol, http, unchanged",
        "sc://h, protocol, http, unchanged",
        "sc://h, protocol, s-c+1.2, s-c+1.2://h",
        "http://h/, protocol, 1x, unchanged",
        "http://h/, username, a b@, http://a%20b%40@h/",
        "http://u:p@h/, username, '', http://:p@h/",
        "http://u:p@h/, password, '', http://u@h/",
        "file://h/, username, u, unchanged",
        "sc:///, password, p, unchanged",
        "http://h:81/p, host, X:82, http://x:82/p",
        "http://h:81/p, host, x, http://x:81/p",
        "http://h:81/p, host, x:80, http://x/p",
        "http://h:81/p, host, x:65536, http://x:81/p",
        "http://h:81/p, host, x:8y, http://x:8/p",
        "http://h/p, host, x/y?z, http://x/p",
        "http://h/p, host, '', unchanged",
        "http://h/p, host, u@x, unchanged",
        "http://h/p, hostname, x:82, unchanged",
        "http://h/p, hostname, '[::1]', 'http://[::1]/p'",
        "http://h/p, hostname, '0x7f.1', http://127.0.0.1/p",
        "sc://u@h/, hostname, '', unchanged",
        "sc://h:1/, hostname, '', unchanged",
        "sc://h/, hostname, '', sc:///",
        "sc:/.//p, hostname, h, sc://h//p",
        "mailto:x, host, h, unchanged",
        "file:///p, host, localhost, file:///p",
        "file:///p, host, x:1, unchanged",
        "http://h/, port, 8080x, http://h:8080/",
        "http://h:81/, port, '', http://h/",
        "http://h:81/, port, 80, http://h/",
        "http://h:81/, port, x, unchanged",
        "http://h:81/, port, 65536, unchanged",
        "sc:///, port, 1, unchanged",
        "http://h/p?q#f, pathname, 'a/../b?c#d', 'http://h/b%3Fc%23d?q#f'",
        "http://h/p, pathname, '\\x', http://h/x",
        "http://h/p, pathname, '', http://h/",
        "sc://h/p, pathname, '', sc://h",
        "sc:/p, pathname, '', sc:/",
        "sc:/p, pathname, //x, sc:/.//x",
        "mailto:x, pathname, y, unchanged",
        "http://h/?a#f, search, ?b'#, 'http://h/?b%27%23#f'",
        "http://h/?a, search, '', http://h/",
        "sc://h?a, search, ??b', sc://h??b'",
        "http://h/#f, hash, '##a`', 'http://h/##a%60'",
        "http://h/#f, hash, '', http://h/",
    })
    void settersChangeTheirComponentOrNothing(String href, String attribute, String value, String expected) {
        assertThat(set(href, attribute, value)).isEqualTo(expected);
        if (!expected.equals("unchanged")) {
            assertThat(UrlParser.parse(expected, null)).hasToString(expected);
        }
    }

    @Test
    void anUnknownAttributeIsAnError() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> set("http://h/", "origin", "x"))
                .withMessage("attribute: origin (expected: a settable component)");
    }
}
