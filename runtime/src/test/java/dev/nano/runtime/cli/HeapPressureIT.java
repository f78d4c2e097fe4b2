package dev.nano.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Apps that are each within their limit, but together exceed the heap, cost the largest of them and not the process. */
class HeapPressureIT {

    /** Together more than twice the 512 MB of the process. */
    private static final int APPS = 24;

    /** Bytes; with its header it is larger than a region of the heap and takes two. */
    private static final int OCCUPIES_TWICE_ITS_SIZE = 1 << 20;

    /** So many arrays of so many bytes, one after so many milliseconds. */
    private static final String HOLDS = """
        export default { async fetch(request) {
          if (new URL(request.url).pathname !== '/hold') return new Response('fine');
          const held = [];
          for (let i = 0; i < %d; i++) {
            held.push(new Uint8Array(%d).fill(i));
            await new Promise((resolve) => setTimeout(resolve, %d));
          }
          return new Response(String(held.length));
        } };
        """;

    @TempDir
    private Path folder;

    @Test
    void theLargestAreEndedAndEverybodyAnswersAfterwards() throws Exception {
        Files.createDirectories(folder.resolve("app"));
        Files.writeString(folder.resolve("app/index.js"), HOLDS.formatted(48, OCCUPIES_TWICE_ITS_SIZE, 200));
        String apps = IntStream.range(0, APPS)
                .mapToObj(i -> "{\"name\":\"app-" + i + "\",\"path\":\"app\",\"timeout_ms\":60000,\"memory_mb\":96}")
                .collect(Collectors.joining(",", "{\"apps\":[", "]}"));
        Path config = Files.writeString(folder.resolve("nano.json"), apps);
        try (var nano = NanoProcess.serve(config.toString())) {
            URI url = nano.url();
            List<CompletableFuture<HttpResponse<String>>> holding = new ArrayList<>();
            for (int i = 1; i < APPS; i++) {
                holding.add(nano.send(url.resolve("/hold"), "app-" + i));
            }
            while (!holding.stream().allMatch(CompletableFuture::isDone)) {
                assertThat(nano.get(url, "app-0").body()).as("the neighbour").isEqualTo("fine");
            }
            List<Integer> statuses = holding.stream()
                    .map(CompletableFuture::join)
                    .map(HttpResponse::statusCode)
                    .toList();
            assertThat(statuses).contains(503).allMatch(status -> status == 200 || status == 503);
            for (int i = 0; i < APPS; i++) {
                assertThat(nano.get(url, "app-" + i).body()).isEqualTo("fine");
            }
        }
    }

    @Test
    void appsThatLoadTogetherAllLoadAndIdleOnesGoBeforeAnybodyWhoWorks() throws Exception {
        Files.createDirectories(folder.resolve("idle"));
        Files.writeString(folder.resolve("idle/index.js"), """
            const held = new Uint8Array(40 << 20).fill(1);
            export default { fetch: () => new Response(String(held.length)) };
            """);
        Files.createDirectories(folder.resolve("app"));
        Files.writeString(folder.resolve("app/index.js"), HOLDS.formatted(144, 1_000_000, 20));
        String apps = IntStream.range(0, 6)
                .mapToObj(i -> "{\"name\":\"idle-" + i + "\",\"path\":\"idle\"}")
                .collect(Collectors.joining(
                        ",",
                        "{\"defaults\":{\"timeout_ms\":60000},\"apps\":[",
                        ",{\"name\":\"busy\",\"path\":\"app\",\"timeout_ms\":60000,\"memory_mb\":256}]}"));
        Path config = Files.writeString(folder.resolve("nano.json"), apps);
        try (var nano = NanoProcess.serve(config.toString())) {
            URI url = nano.url();
            nano.awaitLine("^  busy +curl ");
            assertThat(nano.out).noneMatch(line -> line.contains("did not load"));
            assertThat(nano.get(url.resolve("/hold"), "busy").body())
                    .as("what it said: %s", nano.out)
                    .isEqualTo("144");
            assertThat(nano.out).noneMatch(line -> line.contains(" heap_pressure app=busy "));
            for (int i = 0; i < 6; i++) {
                assertThat(nano.get(url, "idle-" + i).body()).isEqualTo(String.valueOf(40 << 20));
            }
        }
    }
}
