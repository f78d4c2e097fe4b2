package dev.nano.runtime.isolate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nano.runtime.RunningApps;
import dev.nano.runtime.app.AppChange;
import dev.nano.runtime.app.AppSpec;
import dev.nano.runtime.app.ChangeResult;
import dev.nano.runtime.app.CodeSource;
import dev.nano.runtime.app.Origin;
import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
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

    private static final String BURST = app(
            "let sum = 0; for (let i = 0; i < 3e5; i++) sum = (sum * 31 + i) % 65521; return new Response(`${sum}`);");

    private static final int LOOPING_APPS = 40;
    /** Half of what they use while each of them has one turn. */
    private static final long HALF_ROUND_NANOS = LOOPING_APPS * FairQueue.SLICE_NANOS / 2;

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
    void whatAnAppDoesThatSleptComesBeforeThoseWhoLoop() {
        running.put("burst", RunningApps.PATIENT, BURST);
        List<String> hosts = putLoops(LOOPING_APPS);
        for (int i = 0; i < 3; i++) {
            assertThat(running.get("burst").statusCode()).isEqualTo(200);
        }
        hosts.forEach(host -> running.getAsync(host, "/"));
        long[] waits = new long[11];
        for (int i = 0; i < waits.length; i++) {
            long asleepSince = nanos(hosts);
            await().until(() -> nanos(hosts) - asleepSince > 1_000_000_000L);
            waits[i] = nanosDuringRequest("burst", hosts);
        }

        assertThat(median(waits)).as("what others used during a request").isLessThan(HALF_ROUND_NANOS);
    }

    @Test
    void appsThatBeginToLoopTogetherComeAfterOneThatHasShownToBeQuick() {
        running.put("steady", RunningApps.PATIENT, BURST);
        List<String> hosts = putLoops(LOOPING_APPS);
        for (int i = 0; i < 50; i++) {
            assertThat(running.get("steady").statusCode()).isEqualTo(200);
        }
        long before = nanos(hosts);
        hosts.forEach(host -> running.getAsync(host, "/"));
        await().until(() -> nanos(hosts) > before);

        long[] waits = new long[11];
        for (int i = 0; i < waits.length; i++) {
            waits[i] = nanosDuringRequest("steady", hosts);
        }

        assertThat(median(waits)).as("what others used during a request").isLessThan(HALF_ROUND_NANOS);
    }

    @Test
    void manyInteractiveAppsLeaveAQuarterOfTheTimeToOneThatComputes() {
        // Each of them sleeps a millisecond after each short turn; together they want more than there is.
        String turns = "const again = () => { for (let i = 0; i < 2e4; i++); setTimeout(again, 1); }; again();"
                + " return new Promise(() => {});";
        List<String> hosts = IntStream.range(0, 60).mapToObj(i -> "short" + i).toList();
        hosts.forEach(host -> running.put(host, ENDLESS, app(turns)));
        running.put("computes", ENDLESS, app(LOOPS.getFirst()));
        hosts.forEach(host -> running.getAsync(host, "/"));
        running.getAsync("computes", "/");
        await().until(() -> nanos("computes") > 300_000_000L);
        long own = nanos("computes");
        long others = nanos(hosts);

        await().until(() -> nanos("computes") + nanos(hosts) - own - others > 4_000_000_000L);

        assertThat((double) (nanos("computes") - own) / (nanos(hosts) - others)).isGreaterThan(0.15);
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

    /** Whoever wants to pause, measure or close a context needs its lock, the watchdog among them. */
    @Test
    void nobodyWaitsForAProcessorWithALockOfTheEngine() {
        List<String> hosts = putLoops(12);
        hosts.forEach(host -> running.getAsync(host, "/"));
        int waiting = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<? extends Future<?>> puts = IntStream.range(0, 40)
                    .mapToObj(i -> threads.submit(
                            () -> running.put("late" + i, RunningApps.PATIENT, app("return new Response('loaded');"))))
                    .toList();
            while (!puts.stream().allMatch(Future::isDone)) {
                for (ThreadInfo info : ManagementFactory.getThreadMXBean().dumpAllThreads(true, false)) {
                    if (isWaitingForAProcessor(info)) {
                        waiting++;
                        assertThat(info.getLockedMonitors())
                                .extracting(LockInfo::getClassName)
                                .noneMatch(name -> name.startsWith("com.oracle.truffle"));
                    }
                }
            }
        }

        assertThat(waiting).as("threads that were seen to wait").isPositive();
    }

    private static boolean isWaitingForAProcessor(ThreadInfo thread) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(IsolateThreads.class.getName())
                        && frame.getMethodName().equals("giveWay"));
    }

    private long nanosDuringRequest(String host, List<String> others) {
        long before = nanos(others);
        assertThat(running.get(host).statusCode()).isEqualTo(200);
        return nanos(others) - before;
    }

    /** A pause of the whole process during a few of the requests does not count. */
    private static long median(long[] values) {
        return Arrays.stream(values)
                .sorted()
                .skip(values.length / 2)
                .findFirst()
                .orElseThrow();
    }

    /** Puts apps with an endless loop in their handler. @return their hostnames */
    private List<String> putLoops(int count) {
        List<String> hosts = IntStream.range(0, count).mapToObj(i -> "loop" + i).toList();
        hosts.forEach(host -> running.put(host, ENDLESS, app(LOOPS.getFirst())));
        return hosts;
    }

    private ChangeResult put(String name, String host, String code) {
        var files = new CodeSource.Files(new TreeMap<>(Map.of("index.js", code.getBytes(StandardCharsets.UTF_8))));
        var spec = new AppSpec(name, List.of(host), files, ENDLESS, Map.of(), Origin.ADMIN);
        return running.apps.apply(new AppChange.Put(spec), "test");
    }

    private long nanos(List<String> hosts) {
        return hosts.stream().mapToLong(this::nanos).sum();
    }

    private long nanos(String host) {
        var _ = running.isolates.cost();
        IsolatePool pool = Objects.requireNonNull(
                Objects.requireNonNull(running.apps.table().owner(host)).isolates());
        return pool.cost().cpuNanos();
    }
}
