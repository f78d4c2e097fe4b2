package dev.nano.runtime.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nano.runtime.exchange.Failure;
import org.junit.jupiter.api.Test;

/** What Java holds for an app is limited, whatever the app does. */
class HeldBytesTest {

    @Test
    void anAppThatWritesOnAlthoughItShouldWaitIsCutOff() {
        try (var app = TestIsolate.app("""
            export default { fetch(request) {
              const insides = Object.getOwnPropertySymbols(request).map((key) => request[key]);
              const out = insides.find((v) => typeof v?.respondStreaming === 'function').respondStreaming(200, '');
              const megabyte = new ArrayBuffer(1 << 20);
              let written = 0;
              while (written < 1000 && !out.isOver()) { out.write(megabyte, 0, 1 << 20); written++; }
              console.log(written);
              return new Promise(() => {});
            } }
            """)) {
            TestExchange exchange = TestExchange.get("http://app.test/");
            exchange.sent.window(1);
            app.dispatch(exchange);
            assertThat(exchange.outcome().failure()).isEqualTo(Failure.MEMORY_LIMIT);
            await().until(() -> app.log.contains("info test-app 65"));
            await().until(() -> app.held.bytes() == 0);
        }
    }

    @Test
    void aBodyIsCollectedOnlyWhenThereIsRoomForIt() {
        try (var app = TestIsolate.app("""
            export default { async fetch(request) { return new Response(String((await request.text()).length)); } }
            """)) {
            long others = TestIsolate.HELD_LIMIT - 100_000;
            assertThat(app.held.hold(others)).isTrue();
            TestRequestBody refused = TestRequestBody.later();
            TestExchange exchange = TestExchange.post("http://app.test/", refused);
            app.dispatch(exchange);
            for (int i = 0; i < 4; i++) {
                refused.arrive("x".repeat(40_000));
            }
            assertThat(exchange.outcome().failure()).isEqualTo(Failure.MEMORY_LIMIT);
            assertThat(exchange.failureMessage).contains("memory_mb").contains("stream them");
            // Given back by the isolate, when it hears that the request is over.
            await().until(() -> app.held.bytes() == others);

            app.held.release(others);
            TestRequestBody taken = TestRequestBody.later();
            TestExchange next = TestExchange.post("http://app.test/", taken);
            app.dispatch(next);
            for (int i = 0; i < 4; i++) {
                taken.arrive("x".repeat(40_000));
            }
            await().untilAsserted(() -> assertThat(app.held.bytes()).isGreaterThanOrEqualTo(160_000));
            taken.complete();
            next.outcome();
            assertThat(next.text()).isEqualTo("160000");
            await().until(() -> app.held.bytes() == 0);
        }
    }

    @Test
    void aStreamThatWaitsForItsClientHoldsWhatIsOnItsWayOnly() {
        try (var app = TestIsolate.app("""
            export default { fetch() {
              let chunks = 0;
              return new Response(new ReadableStream({ pull(controller) {
                controller.enqueue(new Uint8Array(1 << 20));
                if (++chunks === 100) controller.close();
              } }));
            } }
            """)) {
            TestExchange exchange = TestExchange.get("http://app.test/");
            exchange.sent.window(1);
            app.dispatch(exchange);
            for (int i = 0; i < 100; i++) {
                await().until(() -> app.held.bytes() <= 2 << 20);
                exchange.sent.read(1 << 20);
            }
            assertThat(exchange.outcome().failure()).isNull();
            await().until(() -> app.held.bytes() == 0);
        }
    }
}
