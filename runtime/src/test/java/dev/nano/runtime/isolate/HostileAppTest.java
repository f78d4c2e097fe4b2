package dev.nano.runtime.isolate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nano.runtime.RunningApps;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each way to misbehave ends within its limit with the right answer, and is nobody else's business. */
class HostileAppTest {

    private static final Limits TIGHT = new Limits(Duration.ofSeconds(2), 48, 1);
    /** Time enough on a busy machine, so that time is not what ends it. */
    private static final Limits PATIENT = new Limits(Duration.ofSeconds(60), 48, 1);

    private static RunningApps running;

    @BeforeAll
    static void start() {
        running = new RunningApps();
        running.put("neighbour", RunningApps.PATIENT, "export default { fetch: () => new Response('undisturbed') };");
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        endless loop              | 504 | timeout       | while (true) {}
        loop that catches         | 504 | timeout       | while (true) { try { while (true) {} } finally { continue; } }
        promise never settles     | 504 | timeout       | await new Promise(() => {});
        endless microtasks        | 504 | timeout       | const again = () => Promise.resolve().then(again); await again();
        endless timers            | 504 | timeout       | while (true) await new Promise((r) => setTimeout(r, 0));
        backtracking expression   | 504 | timeout       | /^(a*)*\\1b$/.test('a'.repeat(50) + 'c');
        expression of many classes| 504 | timeout       | new RegExp('[\\\\u{10000}-\\\\u{10ffff}\\\\p{L}]'.repeat(20000), 'iu').exec('a');
        template without end      | 504 | timeout       | String.raw({ raw: { length: 2 ** 53 - 1 } });
        search for a long text    | 504 | timeout       | 'a'.repeat(1 << 24).includes('a'.repeat(1 << 14) + 'b');
        sort of no array          | 504 | timeout       | Array.prototype.sort.call({ length: 2 ** 53 - 1 });
        loop after the first await| 504 | timeout       | await null; while (true) {}
        growing array             | 503 | memory_limit  | const all = []; while (true) all.push({ a: all.length });
        growing string            | 503 | memory_limit  | const all = []; while (true) all.push(`x${all.length}`.repeat(1000) + Math.random());
        growing typed arrays      | 503 | memory_limit  | const all = []; while (true) all.push(new Uint8Array(100000).fill(1));
        growing closures          | 503 | memory_limit  | let f = () => 0; while (true) { const g = f; f = () => g; }
        growing map               | 503 | memory_limit  | const m = new Map(); while (true) m.set(m.size, {});
        deep recursion            | 500 | handler_error | const dive = (n) => n === 0 ? 0 : 1 + dive(n - 1); dive(100000);
        string over the limit     | 500 | handler_error | 'x'.repeat(2 ** 29);
        throws                    | 500 | handler_error | throw new Error('no');
        throws nothing            | 500 | handler_error | throw undefined;
        returns no response       | 500 | not_a_response| return 'hello';
        """)
    void isStoppedWithTheRightAnswer(String name, int status, String code, String body) {
        String host = name.replace(' ', '-');
        running.put(host, code.equals("timeout") ? TIGHT : PATIENT, """
            export default { async fetch(request) {
              if (new URL(request.url).pathname !== '/bad') return new Response('fine');
              %s
            } };
            """.formatted(body));

        HttpResponse<String> answer = whileNeighbourIsUndisturbed(() -> running.get(host, "/bad"));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("nano-error")).contains(code);
        assertThat(running.get(host).body()).isEqualTo("fine");
    }

    @Test
    void anEndlessResponseStreamIsCutOffAndTheAppGoesOn() {
        running.put("endless", TIGHT, """
            export default { fetch(request) {
              if (new URL(request.url).pathname !== '/bad') return new Response('fine');
              const chunk = new Uint8Array(1024);
              return new Response(new ReadableStream({ pull(controller) { controller.enqueue(chunk); } }));
            } };
            """);

        // On a busy machine the time may be over before the head is out, and that is a 504; what counts is the first
        // cut.
        Throwable problem = whileNeighbourIsUndisturbed(
                () -> await().atMost(Duration.ofMinutes(1)).until(HostileAppTest::problemOfEndless, Objects::nonNull));

        assertThat(problem).isInstanceOf(java.io.IOException.class);
        assertThat(running.get("endless").body()).isEqualTo("fine");
    }

    @Test
    void whatATimedOutRequestLeftRunningDoesNotRunForEver() {
        running.put("leftover", new Limits(Duration.ofMillis(500), 48, 1), """
            let ticks = 0;
            export default { async fetch(request) {
              if (new URL(request.url).pathname === '/ticks') return new Response(String(ticks));
              setInterval(() => { ticks++; }, 1);
              await new Promise(() => {});
            } };
            """);
        assertThat(running.get("leftover").statusCode()).isEqualTo(504);

        // On a busy machine this one may run out of time itself; what counts is the first answer that there is.
        HttpResponse<String> answer = await().atMost(Duration.ofMinutes(1))
                .until(() -> running.get("leftover", "/ticks"), ticks -> ticks.statusCode() == 200);
        assertThat(answer.body()).as("asked of a fresh isolate").isEqualTo("0");
    }

    private static @Nullable Throwable problemOfEndless() {
        try {
            assertThat(running.get("endless", "/bad").headers().firstValue("nano-error"))
                    .contains("timeout");
            return null;
        } catch (CompletionException e) {
            return e.getCause();
        }
    }

    private static <T> T whileNeighbourIsUndisturbed(java.util.function.Supplier<T> action) {
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> neighbour = CompletableFuture.runAsync(() -> {
            // Once at least: the action may be over before this thread has begun.
            do {
                assertThat(running.get("neighbour").body()).isEqualTo("undisturbed");
            } while (!over.get());
        });
        try {
            return action.get();
        } finally {
            over.set(true);
            neighbour.join();
        }
    }
}
