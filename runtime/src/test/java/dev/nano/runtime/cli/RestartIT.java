package dev.nano.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is told its apps and loads them later, and what a restart finds of them. */
class RestartIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HANGS = "await new Promise(() => {}); export default { fetch() {} }";

    @TempDir
    private Path state;

    private NanoProcess start(String... jvmOptions) throws IOException {
        return NanoProcess.serve(List.of(jvmOptions), "--wait-for-sync", "--state-dir=" + state);
    }

    private static JsonNode put(NanoProcess nano, String host, String code) throws IOException {
        return put(nano, host, 128, code);
    }

    private static JsonNode put(NanoProcess nano, String host, int memoryMb, String code) throws IOException {
        ObjectNode app = JSON.createObjectNode()
                .put("name", host)
                .put("timeout_ms", 120_000)
                .put("memory_mb", memoryMb);
        app.putArray("egress").add("127.0.0.0/8");
        app.putObject("files").put("index.js", code);
        HttpResponse<String> answer = nano.put("/admin/apps/" + host, app.toString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return JSON.readTree(answer.body());
    }

    private static void complete(NanoProcess nano, List<JsonNode> puts) {
        ObjectNode set = JSON.createObjectNode();
        ArrayNode apps = set.putArray("apps");
        puts.forEach(put -> apps.addObject()
                .put("hostname", put.path("hostname").asText())
                .put("digest", put.path("digest").asText()));
        assertThat(nano.put("/admin/apps", set.toString()).statusCode()).isEqualTo(200);
    }

    private static String saying(String text) {
        return "export default { fetch: () => new Response('" + text + "') }";
    }

    /** JavaScript that fills so many MB, not all at once, and holds them until the gate is open. */
    private static String holding(Gate gate) {
        return """
            const hold = async (megabytes) => {
              const held = [];
              while (held.length < megabytes) {
                held.push(new Uint8Array(1_040_000).fill(1));
                if (held.length %% 4 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
              }
              console.log('holding');
              await fetch('%s');
              return held.length;
            };
            """.formatted(gate.url());
    }

    private long kept() throws IOException {
        try (Stream<Path> files = Files.list(state.resolve("apps"))) {
            return files.count();
        }
    }

    @Test
    void aProcessThatEndsWhileItLoadsForgetsNothing() throws Exception {
        String slow = "for (const end = performance.now() + 200; performance.now() < end;);";
        try (NanoProcess nano = start()) {
            URI url = nano.url();
            List<JsonNode> puts = new ArrayList<>();
            puts.add(put(nano, "busy.example.com", """
                export default { fetch(request, env, ctx) {
                  ctx.waitUntil(new Promise((resolve) => setTimeout(resolve, 2000)));
                  return new Response('begun');
                } }
                """));
            for (int i = 0; i < 30; i++) {
                puts.add(put(nano, "slow" + i + ".example.com", slow + saying("slow " + i)));
            }
            complete(nano, puts);
            // Work that goes on after its answer: until it is done, the apps that are idle have long been drained.
            assertThat(nano.get(url, "busy.example.com").body()).isEqualTo("begun");
            nano.terminate();
            assertThat(nano.awaitExit()).isZero();
        }
        assertThat(kept()).isEqualTo(31);
    }

    @Test
    void anAppThatHangsWhileItLoadsDoesNotKeepARestartFromServingTheOthers() throws Exception {
        List<JsonNode> puts = new ArrayList<>();
        try (NanoProcess nano = start()) {
            puts.add(put(nano, "hangs.example.com", HANGS));
            puts.add(put(nano, "fine.example.com", saying("fine")));
            complete(nano, puts);
            nano.awaitAnswer(nano.url(), "fine.example.com", "fine");
        }
        try (NanoProcess nano = start()) {
            URI admin = nano.adminUrl();
            CompletableFuture<HttpResponse<String>> hangs = nano.send(nano.url(), "hangs.example.com");
            complete(nano, puts);
            await().until(() -> nano.get(admin.resolve("/readyz"), "x").statusCode() == 200);
            assertThat(nano.get(nano.url(), "fine.example.com").body()).isEqualTo("fine");
            assertThat(hangs).isNotDone();
        }
    }

    @Test
    void anAppThatIsEndedWhileItLoadsToMakeRoomIsTriedAgain() throws Exception {
        // Each is within its limit, and each array takes 1 MiB. Both together are more than 75 % of the heap;
        // the larger one alone leaves room below 65 % for what the process itself holds.
        try (var gate = new Gate();
                NanoProcess nano = start("-Xmx768m")) {
            String holding = holding(gate);
            JsonNode small = put(nano, "small.example.com", 2048, holding + """
                export default { fetch: async () => new Response(String(await hold(210))) };
                """);
            JsonNode large = put(nano, "large.example.com", 2048, "console.log('loading');" + holding + """
                const held = await hold(405);
                export default { fetch: () => new Response(String(held)) };
                """);
            CompletableFuture<HttpResponse<String>> busy = nano.send(nano.url(), "small.example.com");
            nano.awaitLine(" console app=small.example.com holding");
            complete(nano, List.of(small, large));

            // The second time is at once, without others that load; from the third on it is in the background.
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> nano.out.stream()
                                    .filter(line -> line.contains(" console app=large.example.com loading"))
                                    .count()
                            > 2);
            assertThat(nano.out).anyMatch(line -> line.contains(" heap_pressure app=large.example.com "));
            gate.open();

            assertThat(busy.join().body()).isEqualTo("210");
            await().untilAsserted(() -> assertThat(
                            nano.admin("/admin/apps/large.example.com").body())
                    .contains("\"state\":\"serving\""));
            assertThat(nano.get(nano.url(), "large.example.com").body()).isEqualTo("405");
        }
    }
}
