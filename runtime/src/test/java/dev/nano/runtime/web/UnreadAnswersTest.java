package dev.nano.runtime.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of answers that an app neither reads nor cancels. */
class UnreadAnswersTest {

    /** More requests than one context may have running. */
    private static final int MANY = 70;

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
        return app.eval("const base = '" + server.url() + "', MANY = " + MANY + ";" + body);
    }

    @Test
    void smallAnswersThatNobodyReadsDoNotHoldUpFurtherRequestsAndCanBeReadLater() {
        assertThat(eval("""
            const answers = [];
            for (let i = 0; i < 4 * MANY; i++) answers.push(await fetch(base + '/small'));
            const texts = await Promise.all(answers.map((r) => r.text()));
            return texts.every((text) => text.length === 1024 && text[0] === 's');
            """)).isEqualTo("true");
    }

    @Test
    void aLargeAnswerThatNobodyCanReadAnyMoreIsCancelled() {
        eval("await fetch(base + '/large'); const r = await fetch(base + '/large'); await r.body.getReader().read();"
                + " globalThis.c = new AbortController(); await fetch(base + '/large', { signal: c.signal });");
        await().untilAsserted(() -> {
            System.gc();
            assertThat(server.cut).hasValue(3);
        });
    }

    @Test
    void aLargeAnswerThatIsKeptIsNotCancelled() {
        eval("globalThis.kept = await fetch(base + '/large'); await fetch(base + '/large');"
                + " globalThis.reader = (await fetch(base + '/large')).body.getReader(); await reader.read();");
        await().untilAsserted(() -> {
            System.gc();
            assertThat(server.cut).hasValue(1);
        });
        assertThat(eval("return [(await reader.read()).done, (await kept.body.getReader().read()).done]"))
                .isEqualTo("[false,false]");
        assertThat(server.cut).hasValue(1);
    }

    @Test
    void anAnswerThatIsPassedOnIsNotTakenForAbandoned() throws Exception {
        try (var proxy = TestIsolate.app("export default { fetch: () => fetch('" + server.url() + "/large') }")) {
            TestExchange exchange = TestExchange.get("http://app.test/");
            proxy.dispatch(exchange);
            exchange.awaitBegun();
            for (int i = 0; i < 5; i++) {
                System.gc();
            }
            int before = exchange.sent.bytes().length;
            await().until(() -> exchange.sent.bytes().length > before + 1_000_000);
            exchange.clientLeaves();
            await().untilAsserted(() -> assertThat(server.cut).hasValue(1));
        }
    }

    @Test
    void theOldestLargeAnswersThatNobodyReadsMakeRoomForFurtherRequests() {
        app.loop.runTimersFaster(10);
        assertThat(eval("""
            globalThis.answers = [];
            for (let i = 0; i < MANY; i++) answers.push(await fetch(base + '/large'));
            const last = await answers[MANY - 1].body.getReader().read();
            return [last.done, await answers[0].text()];
            """))
                .isEqualTo("TypeError: the answer was cancelled: nobody had read it, and other requests waited for its"
                        + " place; read or cancel() the body of every answer");
        assertThat(app.log)
                .singleElement()
                .asString()
                .startsWith("warn test-app fetch: the answer of " + server.url() + "/large was cancelled");
    }

    @Test
    void requestsThatWaitInVainForAPlaceFailWithTheCause() {
        app.loop.runTimersFaster(1000);
        assertThat(eval("""
            globalThis.readers = [];
            for (let i = 0; i < MANY; i++) {
              const reader = (await fetch(base + '/large')).body.getReader();
              await reader.read();
              readers.push(reader);
            }
            """))
                .isEqualTo("TypeError: fetch failed: 64 other requests of this app are running and none has ended for"
                        + " 30 s; read or cancel() the bodies of their answers, or give them a signal that ends them");
        assertThat(eval("readers[0].cancel(); return (await fetch(base + '/small')).status"))
                .isEqualTo("200");
    }

    @Test
    void anAbortFailsTheReadingOfAnAnswerThatIsThereAlready() {
        assertThat(eval("""
            const c = new AbortController();
            const r = await fetch(base + '/small', { signal: c.signal });
            const others = [];
            for (let i = 0; i < MANY; i++) others.push(await fetch(base + '/small'));
            c.abort(new RangeError('enough'));
            await r.text();
            """)).isEqualTo("RangeError: enough");
    }

    @Test
    void closingTheIsolateEndsItsUnreadAnswers() {
        TestIsolate other = TestIsolate.bare();
        other.eval("globalThis.kept = [];" + " for (let i = 0; i < 5; i++) kept.push(await fetch('" + server.url()
                + "/large'));");
        other.close();
        await().untilAsserted(() -> assertThat(server.cut).hasValue(5));
    }
}
