package dev.nano.runtime.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nano.runtime.outbound.Egress;
import dev.nano.runtime.outbound.Outbound;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an app reaches by {@code fetch}. */
class EgressTest {

    private final RawUpstream upstream = new RawUpstream();
    private final int port = URI.create(upstream.url()).getPort();
    private final Outbound outbound = new Outbound();

    @AfterEach
    void stop() throws Exception {
        outbound.close();
        upstream.close();
    }

    private String fetch(String url, String... egress) {
        try (TestIsolate app = TestIsolate.bare(outbound, Egress.of(List.of(egress)))) {
            return app.eval("try { return await (await fetch('" + url
                    + "')).text() } catch (e) { return e.cause.code + ' ' +" + " e.message }");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.1",
                "0x7f.1",
                "2130706433",
                "0177.0.0.1",
                "127。0。0。1",
                "[::ffff:127.0.0.1]",
                "localhost",
                "localhost.",
                "LOCALHOST",
                "0.0.0.0",
                "0",
                "[::]",
                "[::1]",
                "[::7f00:1]",
                "127.255.255.254"
            })
    void loopbackIsDeniedInEverySpelling(String host) {
        assertThat(fetch("http://" + host + ":" + port + "/good"))
                .startsWith("EACCES fetch failed: egress to ")
                .contains(" is denied: ")
                .contains("'egress'")
                .contains("'defaults.egress'");
        assertThat(upstream.connections).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254", "[fd00:ec2::254]", "100.100.100.200", "10.0.0.1", "172.16.0.1", "192.168.0.1",
                "100.64.0.1", "[fe80::1]", "[fec0::1]", "224.0.0.1", "255.255.255.255", "[64:ff9b::a9fe:a9fe]",
                "[2002:7f00:1::]", "[::ffff:169.254.169.254]", "198.18.0.1"
            })
    void privateAddressesAreDenied(String host) {
        assertThat(fetch("http://" + host + "/")).startsWith("EACCES fetch failed: egress to ");
    }

    @Test
    void aRedirectIsJudgedAgain() throws Exception {
        try (RawUpstream inner = new RawUpstream()) {
            upstream.answerWith(
                    "HTTP/1.1 302 Found\r\nlocation: " + inner.url() + "/good\r\ncontent-length: 0\r\n\r\n");
            assertThat(fetch(upstream.url() + "/", "127.0.0.1:" + port)).startsWith("EACCES ");
            assertThat(inner.connections).hasValue(0);
            assertThat(fetch(upstream.url() + "/", "127.0.0.1")).isEqualTo("/good");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.0/8", "0.0.0.0/0", "127.0.0.1:%d"})
    void anAddressThatIsAllowedIsReached(String entry) {
        assertThat(fetch(upstream.url() + "/good", entry.formatted(port))).isEqualTo("/good");
        assertThat(fetch(upstream.url() + "/good", "127.0.0.2", "10.0.0.0/8", "127.0.0.1:1", "localhost"))
                .startsWith("EACCES ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST.", "localhost:%d", "127.0.0.1"})
    void aNameThatIsAllowedIsReached(String entry) {
        assertThat(fetch("http://localhost:" + port + "/good", entry.formatted(port)))
                .isEqualTo("/good");
        assertThat(fetch("http://localhost:" + port + "/good", "*.localhost", "other", "localhost:1"))
                .startsWith("EACCES ");
    }

    @Test
    void whatEveryAppMayReachIsReachedByAll() {
        assertThat(fetch(upstream.url() + "/good")).startsWith("EACCES ");
        outbound.allowForAll(Egress.of(List.of("127.0.0.1:" + port)));
        assertThat(fetch(upstream.url() + "/good")).isEqualTo("/good");
    }

    @Test
    void theListenersOfTheRuntimeAreNeverReached() {
        outbound.own().add(new InetSocketAddress(port));
        for (String host : List.of("127.0.0.1", "localhost", "127.0.0.2", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]")) {
            assertThat(fetch("http://" + host + ":" + port + "/good", "0.0.0.0/0", "::/0", "localhost"))
                    .startsWith("EACCES fetch failed: egress to ")
                    .contains("a listener of this runtime");
        }
        assertThat(upstream.connections).hasValue(0);
    }
}
