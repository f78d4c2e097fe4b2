package dev.nano.runtime.app;

import static org.assertj.core.api.Assertions.assertThat;

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
