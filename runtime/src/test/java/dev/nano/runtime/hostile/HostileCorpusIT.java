package dev.nano.runtime.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nano.runtime.cli.NanoProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * Every app of the corpus attacks one process of 512 MB, one after the other, beside a neighbour under light steady load.
 * Each must get what its head says and answer again or be quarantined; the neighbour fails no request and is not ended; in the
 * end heap, threads and descriptors are as they were. How slow the neighbour becomes is written to
 * {@code target/hostile-corpus.txt}, and judged by {@code bench/fence}, not here. It takes nine minutes;
 * {@code -Dhostile=memory/} runs those whose name begins so.
 */
class HostileCorpusIT {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int TIMEOUT_MILLIS = 1000;
    /** Of attacks that prove something about the sandbox: they must come to their end. */
    private static final int LONG_TIMEOUT_MILLIS = 20_000;

    private static final int MEMORY_MB = 64;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String ONLY = System.getProperty("hostile", "");
    /** A class loaded late, a grown table, compiled code: not of the apps. */
    private static final double HEAP_SLACK = 1.25;

    /** Part of it that is there when looked at again. */
    private static final double SETTLED = 0.95;

    private static final int THREAD_SLACK = 16;
    private static final int DESCRIPTOR_SLACK = 16;

    private static final int LINE_CHARS = 200;

    private static final Path REPORT = Path.of("target/hostile-corpus.txt");

    private static NanoProcess nano;
    private static URI url;
    private static URI admin;
    private static Neighbour neighbour;
    private static int linesSeen;

    @BeforeAll
    static void start() throws IOException {
        Files.deleteIfExists(REPORT);
        nano = NanoProcess.serve();
        url = nano.url();
        admin = nano.adminUrl();
        neighbour = new Neighbour(nano, url);
        neighbour.start();
    }

    @AfterAll
    static void stop() throws IOException {
        neighbour.close();
        report(neighbour.summary());
        nano.close();
    }

    @TestFactory
    Stream<DynamicNode> theNeighbourIsUndisturbedBy() throws IOException {
        List<HostileApp> all = HostileApp.all();
        List<HostileApp> apps =
                all.stream().filter(app -> app.name().startsWith(ONLY)).toList();
        // The first attacks load what the process keeps for good.
        List<HostileApp> first =
                all.stream().filter(app -> app.family().equals("loop")).toList();
        Resources before = new Resources();
        Stream<DynamicNode> attacks = apps.stream().map(app -> dynamicTest(app.name(), () -> attack(app)));
        return Stream.of(
                        first.stream().map(app -> dynamicTest("warm-up by " + app.name(), () -> attack(app))),
                        Stream.of(dynamicTest("resources are counted", before::count)),
                        attacks,
                        Stream.of(dynamicTest("heap, threads and descriptors are back", before::assertBack)))
                .flatMap(nodes -> nodes);
    }

    private static void attack(HostileApp app) throws IOException {
        assumeTrue(nano.isAlive(), "the process has ended in an attack before this one");
        neighbour.during(app.name());
        int failuresBefore = neighbour.failures().size();
        long began = System.nanoTime();
        List<String> outcomes = new ArrayList<>();
        try {
            boolean isLoaded = load(app, outcomes);
            if (isLoaded && !app.expected().isEmpty()) {
                outcomes.addAll(request(app));
                assertThat(outcomes)
                        .as(() -> app.tries() + "; the process said " + linesAbout(app))
                        .allMatch(outcome -> app.expected().stream().anyMatch(expected -> fits(outcome, expected)));
            }
            if (isLoaded) {
                await().atMost(PATIENCE).until(() -> answersAgain(app));
            }
        } finally {
            double seconds = (System.nanoTime() - began) / 1e9;
            report("%-40s %5.1f s, neighbour's slowest %5d ms  %s"
                    .formatted(
                            app.name(),
                            seconds,
                            neighbour.slowestMillis(),
                            outcomes.stream()
                                    .map(HostileCorpusIT::shortened)
                                    .distinct()
                                    .toList()));
            nano.delete("/admin/apps?hostname=" + app.host());
        }
        assertThat(nano.isAlive()).as("the process lives; it said %s", nano.err).isTrue();
        assertThat(neighbour
                        .failures()
                        .subList(failuresBefore, neighbour.failures().size()))
                .as("requests of the neighbour that failed")
                .isEmpty();
        assertThat(saidSince())
                .as("warnings about the neighbour, such as that its isolate was ended")
                .noneMatch(line -> line.contains(" WARN ") && line.contains("app=" + Neighbour.HOST + " "));
    }

    /** What the process has said since this was called last. */
    private static List<String> saidSince() {
        List<String> lines = nano.out.stream().skip(linesSeen).toList();
        linesSeen += lines.size();
        return lines;
    }

    private static List<String> linesAbout(HostileApp app) {
        return nano.out.stream()
                .filter(line -> line.contains("app=" + app.name()))
                .map(HostileCorpusIT::shortened)
                .toList();
    }

    private static boolean load(HostileApp app, List<String> outcomes) throws IOException {
        Map<String, String> files = Map.of("index.js", app.index(), "attack.js", app.code());
        HttpResponse<String> put =
                nano.put("/admin/apps/" + app.host(), document(app.name(), timeoutMillis(app), MEMORY_MB, files));
        String result = put.statusCode() == 200 ? "accepted" : put.statusCode() == 422 ? "refused" : put.body();
        if (!app.loads().equals(List.of("accepted"))) {
            outcomes.add(result);
        }
        assertThat(result).as("%s: %s", app.tries(), shortened(put.body())).isIn(app.loads());
        assertThat(put.body().length()).as("characters of the response").isLessThan(64 << 10);
        return put.statusCode() == 200;
    }

    private static int timeoutMillis(HostileApp app) {
        return app.expected().contains("200 held") ? LONG_TIMEOUT_MILLIS : TIMEOUT_MILLIS;
    }

    private static List<String> request(HostileApp app) {
        List<CompletableFuture<String>> running = new ArrayList<>();
        for (int i = 0; i < app.requests(); i++) {
            running.add(nano.post(url.resolve("/attack"), app.host(), app.bodyBytes())
                    .handle((answer, problem) -> problem != null ? "cut" : outcome(answer)));
        }
        return running.stream().map(CompletableFuture::join).toList();
    }

    private static String outcome(HttpResponse<String> answer) {
        return answer.statusCode() + " "
                + answer.headers().firstValue("nano-error").orElse(answer.body());
    }

    private static boolean fits(String outcome, String expected) {
        return outcome.equals(expected) || (!expected.contains(" ") && outcome.startsWith(expected + " "));
    }

    private static boolean answersAgain(HostileApp app) throws IOException {
        try {
            HttpResponse<String> answer = nano.get(url, app.host());
            if (answer.body().equals("fine") || !app.answersAfterwards()) {
                return true;
            }
            JsonNode shown =
                    JSON.readTree(nano.admin("/admin/apps/" + app.host()).body());
            return shown.path("state").asText().equals("quarantined")
                    && !shown.at("/error/message").asText().isEmpty();
        } catch (CompletionException e) {
            return false;
        }
    }

    /** An app for the admin API. */
    static String document(String name, int timeoutMillis, int memoryMb, Map<String, String> files) {
        ObjectNode app = JSON.createObjectNode();
        app.put("name", name).put("timeout_ms", timeoutMillis).put("memory_mb", memoryMb);
        ObjectNode env = app.putObject("env");
        env.put("PORT", String.valueOf(url.getPort()));
        env.put("ADMIN_PORT", String.valueOf(admin.getPort()));
        ObjectNode code = app.putObject("files");
        new LinkedHashMap<>(files).forEach(code::put);
        return app.toString();
    }

    private static void report(String line) throws IOException {
        Files.writeString(REPORT, line + System.lineSeparator(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static String shortened(String text) {
        return text.length() <= LINE_CHARS ? text : text.substring(0, LINE_CHARS) + "...";
    }

    /** What the process holds when no attack is under way. */
    private static final class Resources {

        private long heap;
        private long threads;
        private long descriptors;

        void count() throws IOException {
            heap = settledHeap();
            threads = nano.threads();
            descriptors = nano.descriptors();
        }

        /** What the last attack held is not part of it. */
        private static long settledHeap() throws IOException {
            long bytes = nano.liveBytes();
            while (true) {
                long next = nano.liveBytes();
                if (next > bytes * SETTLED) {
                    return next;
                }
                bytes = next;
            }
        }

        void assertBack() throws IOException {
            assumeTrue(heap > 0, "not counted");
            // Each look is a full collection, for which everybody waits.
            neighbour.close();
            await().pollInterval(Duration.ofSeconds(5))
                    .atMost(Duration.ofMinutes(3))
                    .untilAsserted(() -> {
                        assertThat(nano.liveBytes()).as("live heap").isLessThan((long) (heap * HEAP_SLACK));
                        assertThat(nano.threads()).as("threads").isLessThanOrEqualTo(threads + THREAD_SLACK);
                        assertThat(nano.descriptors())
                                .as("descriptors")
                                .isLessThanOrEqualTo(descriptors + DESCRIPTOR_SLACK);
                    });
            report("live heap %d to %d bytes, threads %d to %d, descriptors %d to %d"
                    .formatted(heap, nano.liveBytes(), threads, nano.threads(), descriptors, nano.descriptors()));
        }
    }
}
