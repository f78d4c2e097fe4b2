package dev.nano.runtime.isolate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nano.runtime.web.ConsoleSink;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Loading ends in time, and a machine that is busy with something else is no reason to refuse an app. */
@Timeout(60)
class LoadTimeTest {

    private static final Duration LIMIT = Duration.ofMillis(600);
    private static final Limits LIMITS = new Limits(Duration.ofMillis(1), 64, 1);
    private static final String HANDLER = "export default { fetch: () => new Response() };";

    private static Isolates isolates;

    @BeforeAll
    static void start() throws LoadException {
        ConsoleSink nowhere = (app, level, message) -> {};
        isolates = new Isolates(IsolateSettings.defaults().withShortestLoadLimit(LIMIT), nowhere);
        // The engine gets warm with the first one.
        load(HANDLER);
    }

    @AfterAll
    static void stop() {
        isolates.close();
    }

    private static void load(String code) throws LoadException {
        AppCode files = AppCode.files(Map.of("index.js", code.getBytes(StandardCharsets.UTF_8)));
        var _ = isolates.load("app", files, LIMITS, Map.of()).drain();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "while (true) {}",
                "await new Promise(() => {});",
                "while (true) await null;",
                "while (true) await new Promise((resolve) => setTimeout(resolve, 1));",
            })
    void whatDoesNotFinishLoadingIsRefused(String forever) {
        assertThatThrownBy(() -> load(forever + HANDLER))
                .isInstanceOf(LoadException.class)
                .hasMessage("did not finish loading within 600 ms");
    }

    @ParameterizedTest
    @CsvSource({
        "PT0.001S, PT10S",
        "PT10S, PT10S",
        "PT20S, PT20S",
        "PT30S, PT30S",
        "PT15M, PT30S",
    })
    void loadingMayTakeAsLongAsARequestWithinBounds(Duration timeout, Duration limit) {
        assertThat(Loading.limit(timeout, Duration.ofSeconds(10))).isEqualTo(limit);
    }

    @Test
    void anAppThatGetsNoProcessorIsWaitedFor() throws Exception {
        Runnable resume = isolates.pause();
        CompletableFuture<Void> loading = CompletableFuture.runAsync(() -> {
            try {
                load(HANDLER);
            } catch (LoadException e) {
                throw new IllegalStateException(e);
            }
        });
        try {
            assertThatThrownBy(() -> loading.get(2 * LIMIT.toMillis(), TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
        } finally {
            resume.run();
        }
        assertThat(loading).succeedsWithin(20, TimeUnit.SECONDS);
    }

    @Test
    void timeThatWentIntoLoadingIsNotTakenForThatOfARequest() throws Exception {
        // Loaded after 1.3 s, and the turn goes on for another 0.3 s: longer than a request may take, with what is
        // added.
        String slow = """
            const spin = (ms) => { for (const end = performance.now() + ms; performance.now() < end;); };
            spin(1300);
            (async () => { for (let i = 0; i < 100; i++) await null; spin(300); console.log('spun'); })();
            """;
        CountDownLatch spun = new CountDownLatch(1);
        ConsoleSink console = (app, level, message) -> spun.countDown();
        AppCode files = AppCode.files(Map.of("index.js", (slow + HANDLER).getBytes(StandardCharsets.UTF_8)));
        try (Isolates patient = new Isolates(IsolateSettings.defaults(), console)) {
            IsolatePool pool = patient.load("app", files, new Limits(Duration.ofSeconds(1), 64, 1), Map.of());
            assertThat(spun.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(pool.isolateCount()).isEqualTo(1);
        }
    }

    @Test
    void butNotForEver() {
        Runnable resume = isolates.pause();
        try {
            assertThatThrownBy(() -> load(HANDLER)).isInstanceOf(LoadException.class);
        } finally {
            resume.run();
        }
    }
}
