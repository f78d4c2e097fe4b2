package dev.nano.runtime.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an isolate may hold outside of the heap that its memory limit counts. */
class CapsTest {

    private FetchServer server;
    private TestIsolate app;

    @BeforeEach
    void start() {
        server = new FetchServer(new byte[0]);
        app = TestIsolate.bare();
    }

    @AfterEach
    void stop() {
        app.close();
        server.close();
    }

    private String eval(String body) {
        return app.eval("const base = '" + server.url() + "';" + body);
    }

    @Test
    void timersThatWaitAreLimitedInNumber() {
        assertThat(eval("""
            globalThis.ids = [];
            for (let i = 0; i < 49_999; i++) ids.push(setTimeout(() => {}, 1_000_000));
            ids.push(setInterval(() => {}, 1_000_000));
            setTimeout(() => {}, 1_000_000);
            """)).isEqualTo("RangeError: timers: more than 50000 are waiting");
        assertThat(eval("""
            clearTimeout(ids[0]);
            clearInterval(ids.at(-1));
            await new Promise((resolve) => setTimeout(resolve, 1));
            setTimeout(() => {}, 1_000_000);
            setTimeout(() => {}, 1_000_000);
            """)).isEqualTo("undefined");
        assertThat(eval("setInterval(() => {}, 1)")).isEqualTo("RangeError: timers: more than 50000 are waiting");
    }

    @Test
    void requestsThatWaitAreLimitedInNumber() {
        assertThat(eval("""
            for (let i = 0; i < 10_064; i++) fetch(base + '/hang').catch(() => {});
            await fetch(base + '/small');
            """)).isEqualTo("TypeError: fetch failed: more than 10000 requests are waiting");
        assertThat(server.requests).hasValueLessThanOrEqualTo(64);
    }

    @Test
    void bodiesThatAreBeingSentAreLimitedInBytes() {
        assertThat(eval("""
            globalThis.controllers = [];
            globalThis.send = (body) => {
              const c = new AbortController();
              controllers.push(c);
              const sent = fetch(base + '/hang', { method: 'POST', body, signal: c.signal });
              sent.catch(() => {});
              return sent;
            };
            globalThis.block = new Uint8Array(16 << 20);
            for (let i = 0; i < 4; i++) send(block);
            await send('x');
            """))
                .isEqualTo("TypeError: fetch failed: more than 67108864 bytes are being sent; send streams instead");
        assertThat(eval("""
            const body = new ReadableStream({
              pull(to) {
                if ((this.sent = (this.sent ?? 0) + 1) > 20) to.close();
                else to.enqueue(block.slice(0, 1 << 20));
              },
            });
            return (await fetch(base + '/upload', { method: 'POST', body, duplex: 'half' })).text();
            """)).isEqualTo(String.valueOf(20 << 20));
        assertThat(eval("""
            controllers[0].abort();
            const answer = await fetch(base + '/upload', { method: 'POST', body: block });
            const again = await fetch(base + '/upload', { method: 'POST', body: block });
            return [await answer.text(), await again.text()];
            """)).isEqualTo("[\"16777216\",\"16777216\"]");
    }
}
