package dev.nano.runtime.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An upstream that is slow, at whatever it is slow, loses its connection as soon as nobody waits for it. */
class SlowUpstreamTest {

    private static final String DRIP = "~x: y\r\n".repeat(100_000);

    private final RawUpstream upstream = new RawUpstream();

    /** At what the upstream is slow. */
    enum Phase {
        TLS_HANDSHAKE("", ""),
        HEAD("", ""),
        REST_OF_HEAD("HTTP/1.1 200 OK\r\n" + DRIP, ""),
        BODY("HTTP/1.1 200 OK\r\ncontent-length: 100000000\r\n\r\n" + DRIP, ""),
        REST_OF_CHUNK("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nfffff\r\n" + DRIP, ""),
        UPLOAD(
                "",
                ", method: 'POST', duplex: 'half', body: new ReadableStream({ pull: (c) => new Promise((r) =>"
                        + " setTimeout(() => { c.enqueue(new Uint8Array(1)); r(); }, 10)) })");

        private final String response;
        private final String init;

        Phase(String response, String init) {
            this.response = response;
            this.init = init;
        }
    }

    @AfterEach
    void stop() throws Exception {
        upstream.close();
    }

    private void begin(TestIsolate app, Phase phase) {
        upstream.answerWith(phase.response);
        String url = phase == Phase.TLS_HANDSHAKE ? upstream.url().replace("http:", "https:") : upstream.url();
        app.eval("globalThis.stop = new AbortController(); fetch('" + url + "/slow', { signal: stop.signal" + phase.init
                + " }).then((r) => r.text()).catch(() => {});");
    }

    private void awaitArrival() {
        await().untilAsserted(() -> assertThat(upstream.connections).hasValue(1));
    }

    private void awaitDeparture() {
        await().untilAsserted(() -> assertThat(upstream.left).hasValue(1));
    }

    @ParameterizedTest
    @EnumSource
    void isLeftByAnAbort(Phase phase) {
        try (TestIsolate app = TestIsolate.bare()) {
            begin(app, phase);
            awaitArrival();
            app.eval("stop.abort();");
            awaitDeparture();
        }
    }

    @ParameterizedTest
    @EnumSource
    void isLeftWhenTheTimeIsUp(Phase phase) {
        try (TestIsolate app = TestIsolate.bare(Duration.ofMillis(500))) {
            begin(app, phase);
            awaitArrival();
            awaitDeparture();
        }
    }

    @ParameterizedTest
    @EnumSource
    void isLeftWhenTheIsolateEnds(Phase phase) {
        try (TestIsolate app = TestIsolate.bare()) {
            begin(app, phase);
            awaitArrival();
        }
        awaitDeparture();
    }

    @Test
    void doesNotKeepOtherAppsFromTheSameServer() {
        List<TestIsolate> apps = new ArrayList<>();
        try (TestIsolate other = TestIsolate.bare()) {
            for (int i = 0; i < 6; i++) {
                TestIsolate app = TestIsolate.bare();
                apps.add(app);
                app.eval("for (let i = 0; i < 128; i++) fetch('" + upstream.url() + "/slow').catch(() => {});");
            }
            await().untilAsserted(() -> assertThat(upstream.connections).hasValueGreaterThan(128));
            assertThat(other.eval("return (await fetch('" + upstream.url() + "/good')).text()"))
                    .isEqualTo("/good");
        } finally {
            apps.forEach(TestIsolate::close);
        }
    }
}
