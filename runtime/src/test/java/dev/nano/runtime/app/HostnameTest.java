package dev.nano.runtime.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostnameTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "shop.example.com",
                "Shop.Example.com.",
                "*.example.com",
                "my_app.local",
                "a--b.x1",
                "1.app",
                "127.0.0.1",
                "127.0.0.1:80",
                "[::1]",
                "xn--bcher-kva.example"
            })
    void namesOfDnsAndAddressesMayBeDeclared(String hostname) {
        assertThat(Hostname.brokenRule(hostname)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "a..b", "-a", "a-", "a b", "a/b", "*", "*.", "a.*", "*.*.b", "user@a", "a%", "ä ö"})
    void whatIsNoNameIsRefused(String hostname) {
        assertThat(Hostname.brokenRule(hostname)).isEqualTo(Hostname.RULE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"app.1", "*.app.1", "*.1", "a.0x1f", "1.2.3.4.5", "256.1.1.1", "*.127.0.0.1", "[1::2::3]", "[:]"
            })
    void namesThatNoUrlCanHaveAreRefused(String hostname) {
        assertThat(Hostname.brokenRule(hostname)).startsWith("a name that a URL can have: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a:99999", "a:65536", "a:0", "a:x", "a:", "a:80x", "a:-1", "a:+1", "*.a:x", "[::1]:", "[::1]:x", "a:８０"
            })
    void aPortThatIsNoneIsRefused(String hostname) {
        assertThat(Hostname.brokenRule(hostname)).isEqualTo(Hostname.PORT_RULE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://shop.example.com", "http://a", "https://a:80/x", "ftp://[::1]"})
    void aUrlIsRefused(String hostname) {
        assertThat(Hostname.brokenRule(hostname)).isEqualTo(Hostname.URL_GIVEN_RULE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"::1", "2001:db8::1", "a:b:c", "user:secret@a:80"})
    void whatHasSeveralColonsNeedsBrackets(String hostname) {
        assertThat(Hostname.brokenRule(hostname)).isEqualTo(Hostname.IPV6_RULE);
    }

    @Test
    void lengthsAreThoseOfDns() {
        String label = "a".repeat(63);
        assertThat(Hostname.brokenRule(label + ".b")).isNull();
        assertThat(Hostname.brokenRule(label + "a.b")).isEqualTo(Hostname.RULE);
        String longest = (label + ".").repeat(3) + "a".repeat(61);
        assertThat(Hostname.brokenRule(longest + ".:65535")).isNull();
        assertThat(Hostname.brokenRule(longest + "a")).isEqualTo(Hostname.RULE);
        assertThat(Hostname.brokenRule("é".repeat(10_000_000))).isEqualTo(Hostname.RULE);
    }

    @ParameterizedTest
    @CsvSource({
        "127.1, 127.0.0.1",
        "2130706433, 127.0.0.1",
        "[::0:1], [::1]",
        "Bücher.example, xn--bcher-kva.example",
        "*.bücher.example, *.xn--bcher-kva.example",
        "ＡＢＣ.example, abc.example",
    })
    void namesThatUrlsSpellInAnotherWayAreRefusedNamingThatOne(String hostname, String inUrls) {
        assertThat(Hostname.brokenRule(hostname)).isEqualTo(inUrls + ", as it is spelt in URLs");
        assertThat(Hostname.brokenRule(inUrls)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"xn--\u00fc.example", "\u200d.example"})
    void namesThatAreNotValidInUnicodeAreRefused(String hostname) {
        assertThat(Hostname.brokenRule(hostname)).isEqualTo(Hostname.RULE);
    }
}
