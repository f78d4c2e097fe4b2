package dev.nano.runtime.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A client that leaves is no error of the app. */
class ClientLeftTest {

    @Test
    void aHandlerThatFailsBecauseOfItsSignalLogsNoError() {
        try (var app = TestIsolate.app("""
            export default { fetch(request) {
              return new Promise((_, reject) => {
                request.signal.addEventListener('abort', () => reject(request.signal.reason));
              });
            } }
            """)) {
            assertNoError(app, TestExchange.get("http://app.test/"));
        }
    }

    @Test
    void aStreamThatFailsBecauseOfItsSignalLogsNoError() {
        try (var app = TestIsolate.app("""
            export default { fetch(request) {
              return new Response(new ReadableStream({
                start(controller) {
                  controller.enqueue(new Uint8Array(1));
                  request.signal.addEventListener('abort', () => controller.error(request.signal.reason));
                },
              }));
            } }
            """)) {
            TestExchange exchange = TestExchange.get("http://app.test/");
            CompletableFuture<Void> settled = app.dispatch(exchange);
            exchange.awaitBegun();
            exchange.clientLeaves();
            settled.join();
            assertThat(app.log).noneMatch(line -> line.startsWith("error"));
        }
    }

    @Test
    void aBodyThatIsCutLogsNoError() {
        try (var app = TestIsolate.app("export default { fetch: async (r) => new Response(await r.text()) }")) {
            TestRequestBody body = TestRequestBody.later();
            TestExchange exchange = TestExchange.post("http://app.test/", body);
            CompletableFuture<Void> settled = app.dispatch(exchange);
            body.arrive("abc");
            exchange.clientLeaves();
            settled.join();
            assertThat(app.log).noneMatch(line -> line.startsWith("error"));
        }
    }

    @Test
    void whatFailsWhileTheClientWaitsIsAnError() {
        try (var app = TestIsolate.app("export default { fetch() { throw new Error('mine'); } }")) {
            app.answer(TestExchange.get("http://app.test/"));
            assertThat(app.log).anyMatch(line -> line.startsWith("error") && line.contains("mine"));
        }
    }

    private static void assertNoError(TestIsolate app, TestExchange exchange) {
        CompletableFuture<Void> settled = app.dispatch(exchange);
        exchange.clientLeaves();
        settled.join();
        assertThat(app.log).noneMatch(line -> line.startsWith("error"));
    }
}
