package dev.nano.runtime.isolate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.PolyglotException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MeterTest {

    private static final long UNLIMITED = Long.MAX_VALUE;
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private JsEngine engine;
    private Meter meter;
    private JsEngine.JsContext measured;

    @BeforeEach
    void createContext() {
        engine = new JsEngine();
        meter = engine.newMeter();
        measured = engine.newContext(AppCode.files(Map.of("index.js", new byte[0])));
    }

    @AfterEach
    void close() {
        measured.context().close(true);
        engine.close();
        threads.shutdownNow();
    }

    @Test
    void measuresAnIdleContext() {
        measured.context().eval("js", "globalThis.kept = new Uint8Array(10_000_000)");

        assertThat(meter.measure(measured, UNLIMITED, PATIENCE_NANOS, new AtomicBoolean()))
                .isGreaterThan(10_000_000);
    }

    @Test
    void countsWhatOnlyTheStackOfTheThreadHolds() throws Exception {
        var running = new CountDownLatch(1);
        CompletableFuture<Void> loop = inContext(context -> {
            running.countDown();
            context.eval("js", "(() => { const kept = new Uint8Array(10_000_000); for (;;) kept[1]++; })()");
        });
        running.await();

        await().untilAsserted(() -> assertThat(meter.measure(measured, UNLIMITED, PATIENCE_NANOS, new AtomicBoolean()))
                .isGreaterThan(10_000_000));
        assertThat(loop).isNotDone();
    }

    @Test
    void goesOnAfterwardsWithWhatRuns() throws Exception {
        CompletableFuture<Void> counting =
                inContext(context -> context.eval("js", "for (let i = 0; i < 5_000_000; i++) globalThis.sum = i;"));

        do {
            meter.measure(measured, UNLIMITED, PATIENCE_NANOS, new AtomicBoolean());
        } while (!counting.isDone());

        counting.get();
        assertThat(measured.context().eval("js", "sum").asInt()).isEqualTo(4_999_999);
    }

    @Test
    void givesUpOnAThreadThatCannotBeInterrupted() throws Exception {
        var running = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        CompletableFuture<Void> uninterruptible = inContext(_ -> {
            running.countDown();
            end.await();
        });
        running.await();

        CompletableFuture<Long> bytes = CompletableFuture.supplyAsync(
                () -> meter.measure(measured, UNLIMITED, TimeUnit.MILLISECONDS.toNanos(20), new AtomicBoolean()),
                threads);

        assertThat(bytes).succeedsWithin(1, TimeUnit.MINUTES).isEqualTo(-1L);
        end.countDown();
        uninterruptible.get();
        assertThat(meter.measure(measured, UNLIMITED, PATIENCE_NANOS, new AtomicBoolean()))
                .isPositive();
    }

    private interface Work {
        void in(Context context) throws InterruptedException;
    }

    private CompletableFuture<Void> inContext(Work work) {
        return CompletableFuture.runAsync(
                () -> {
                    measured.context().enter();
                    try {
                        work.in(measured.context());
                    } catch (PolyglotException e) {
                        if (!e.isCancelled()) {
                            throw e;
                        }
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    } finally {
                        measured.context().leave();
                    }
                },
                threads);
    }
}
