package dev.nano.runtime.isolate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nano.runtime.RunningApps;
import dev.nano.runtime.app.AppChange;
import dev.nano.runtime.app.AppSpec;
import dev.nano.runtime.app.ChangeResult;
import dev.nano.runtime.app.CodeSource;
import dev.nano.runtime.app.Origin;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Apps share the processors fairly, however much each of them wants. */
class SchedulingTest {

    private static final Limits ENDLESS = new Limits(Duration.ofMinutes(5), 64, 1);
    /** What takes processor time for ever, in every place where code of an app can run. */
    private static final List<String> LOOPS = List.of(
            "for (;;) {}",
            "const again = () => Promise.resolve().then(again); await again();",
            "for (;;) await new Promise((done) => setTimeout(done, 0));",
            "function* endless() { for (;;) yield 1; } for (const one of endless()) {}",
            "/^(a*)*\\1b$/.test('a'.repeat(50) + 'c');",
            "ctx.waitUntil((async () => { for (;;) await null; })()); return new Promise(() => {});",
            "return new Response(new ReadableStream({ pull() { for (;;) {} } }));",
            "const text = JSON.stringify(new Array(1e5).fill(1)); for (;;) JSON.parse(text);");

    private RunningApps running;

    @BeforeEach
    void start() {
        running = new RunningApps();
    }

    @AfterEach
    void stop() {
        running.close();
    }

    private static String app(String body) {
        return "export default { async fetch(request, env, ctx) { %s } };".formatted(body);
    }

    @Test
    void aQuietAppIsServedBesideManyThatNeverStop() {
        running.put("quiet", RunningApps.PATIENT, app("return new Response('served');"));
        List<String> hosts = IntStream.range(0, 24).mapToObj(i -> "loop" + i).toList();
        for (int i = 0; i < hosts.size(); i++) {
            running.put(hosts.get(i), ENDLESS, app(LOOPS.get(i % LOOPS.size())));
        }
        long[] before = hosts.stream().mapToLong(this::nanos).toArray();
        List<CompletableFuture<HttpResponse<String>>> loops = new ArrayList<>();
        for (String host : hosts) {
            loops.add(running.getAsync(host, "/"));
            loops.add(running.getAsync(host, "/"));
        }
        await().until(() -> IntStream.range(0, before.length).allMatch(i -> nanos(hosts.get(i)) > before[i]));

        for (int i = 0; i < 20; i++) {
            assertThat(running.get("quiet").body()).isEqualTo("served");
        }
        running.put("late", RunningApps.PATIENT, app("return new Response('loaded');"));

        assertThat(running.get("late").body()).isEqualTo("loaded");
        assertThat(loops).as("they all go on").noneMatch(CompletableFuture::isDone);
    }

    @Test
    void namespacesShareEquallyWhateverTheNumberOfTheirApps() {
        List<String> many = IntStream.range(0, 8).mapToObj(i -> "many-" + i).toList();
        Stream.concat(many.stream(), Stream.of("one-only")).forEach(host -> {
            assertThat(put(host.replace('-', '/'), host, app(LOOPS.getFirst()))).matches(ChangeResult::succeeded);
        });
        for (String host : many) {
            var _ = running.getAsync(host, "/");
            var _ = running.getAsync(host, "/");
        }
        var _ = running.getAsync("one-only", "/");
        var _ = running.getAsync("one-only", "/");
        long start = nanos("one-only");
        await().until(() -> nanos("one-only") - start > 300_000_000L);
        long together = many.stream().mapToLong(this::nanos).sum();
        long alone = nanos("one-only");

        await().until(() -> nanos("one-only") - alone > 1_000_000_000L);

        double more = many.stream().mapToLong(this::nanos).sum() - together;
        assertThat(more / (nanos("one-only") - alone)).isBetween(0.6, 1.6);
        assertThat(many.stream().mapToLong(this::nanos).summaryStatistics())
                .as("apps of one namespace")
                .matches(all -> all.getMax() < 3 * all.getMin());
    }

    @Test
    void appsThatNeverFinishLoadingDoNotHoldUpOthers() {
        List<Future<ChangeResult>> endless = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 40; i++) {
                String host = "endless" + i;
                endless.add(threads.submit(() -> put(host, host, "for (;;) {}")));
            }
            await().until(() -> running.isolates.count() >= 8);

            running.put("late", RunningApps.PATIENT, app("return new Response('loaded');"));

            assertThat(running.get("late").body()).isEqualTo("loaded");
            assertThat(endless).as("they all go on").noneMatch(Future::isDone);
            running.isolates.close();
        }
    }

    private ChangeResult put(String name, String host, String code) {
        var files = new CodeSource.Files(new TreeMap<>(Map.of("index.js", code.getBytes(StandardCharsets.UTF_8))));
        var spec = new AppSpec(name, List.of(host), files, ENDLESS, Map.of(), Origin.ADMIN);
        return running.apps.apply(new AppChange.Put(spec), "test");
    }

    private long nanos(String host) {
        var _ = running.isolates.cost();
        IsolatePool pool = Objects.requireNonNull(
                Objects.requireNonNull(running.apps.table().owner(host)).isolates());
        return pool.cost().cpuNanos();
    }
}
