package dev.nano.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What cannot be interrupted costs its app, for as long as its code is the same; and with too many such threads the process ends,
 * to be started again without that code.
 */
class StuckThreadIT {

    private static final String REASON =
            "a thread is in work that cannot be interrupted (such as a huge BigInt operation)";

    /** A BigInt may be as large as the engine allows: work that nothing can interrupt. */
    private static final String UNBOUNDED = "-Dnano.maxBigIntBits=2147483647";

    /** Takes minutes in one call, to print the number; to make it takes no time, or the code would not load. */
    private static final String POWER = """
        const power = (1n << 64000000n) + 1n;
        export default { fetch(request) {
          if (new URL(request.url).pathname !== '/power') return new Response('fine');
          return new Response(String(power.toString().length));
        } };
        """;

    @TempDir
    private Path folder;

    private String config;

    @BeforeEach
    void write() throws IOException {
        write("power", POWER);
        write("other", "export default { fetch: () => new Response('undisturbed') };");
        config = Files.writeString(folder.resolve("nano.json"), """
            {"defaults": {"timeout_ms": 1000}, "apps": [
              {"name": "one", "path": "power"},
              {"name": "two", "path": "power"},
              {"name": "other", "path": "other", "timeout_ms": 20000},
              {"name": "gone", "path": "nowhere"}]}
            """).toString();
    }

    private void write(String app, String code) throws IOException {
        Files.createDirectories(folder.resolve(app));
        Files.writeString(folder.resolve(app + "/index.js"), code);
    }

    @Test
    void tooManyStuckThreadsEndTheProcessAndTheirCodeIsNotLoadedAgainUntilItChangesOrIsLifted() throws Exception {
        String state = "--state-dir=" + folder.resolve("state");
        // Two processors are two threads for JavaScript, which the two apps hold for good.
        List<String> twoProcessors = List.of("-XX:ActiveProcessorCount=2", UNBOUNDED);
        try (NanoProcess nano =
                NanoProcess.serve(twoProcessors, config, state, "--max-stuck-threads=2", "--exit-delay=3s")) {
            URI url = nano.url();
            URI admin = nano.adminUrl();
            assertThat(nano.get(url, "gone").body()).contains("load_failed");

            getStuck(nano, url, "one", 1);
            assertThat(nano.get(admin.resolve("/readyz"), "x").statusCode()).isEqualTo(200);

            getStuck(nano, url, "two", 2);
            nano.awaitLine(" ERROR too_many_stuck_threads app=\"one, two\" status=75");
            HttpResponse<String> ready = nano.get(admin.resolve("/readyz"), "x");
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).contains("about to exit");
            assertThat(nano.get(url, "other").body()).isEqualTo("undisturbed");

            assertThat(nano.awaitExit()).isEqualTo(75);
            assertThat(nano.out).anyMatch(line -> line.startsWith("nano exits with status 75: too many threads"));
        }
        try (NanoProcess nano = NanoProcess.serve(List.of(UNBOUNDED), config, state)) {
            URI url = nano.url();
            assertQuarantined(nano, url, "one");
            assertQuarantined(nano, url, "two");
            assertThat(nano.get(url, "other").body()).isEqualTo("undisturbed");
            JsonNode list =
                    new JsonMapper().readTree(nano.admin("/admin/quarantine").body());
            assertThat(list.at("/quarantined").findValuesAsText("app")).containsExactly("one", "two");
            assertThat(list.at("/quarantined/0/reason").asText()).isEqualTo(REASON);

            // Both have the same files, and so both come back when these change.
            String digest = list.at("/quarantined/0/digest").asText();
            assertThat(nano.delete("/admin/quarantine?digest=" + digest).statusCode())
                    .isEqualTo(200);
            assertThat(nano.get(url, "one").body()).isEqualTo("fine");
            assertQuarantined(nano, url, "two");
            assertThat(nano.delete("/admin/quarantine?digest=" + digest).statusCode())
                    .isEqualTo(404);

            write("power", "export default { fetch: () => new Response('mended') };");
            nano.awaitAnswer(url, "two", "mended");
        }
    }

    @Test
    void anAppWhoseStuckThreadComesBackIsNotServedAgain() throws Exception {
        // Long enough to be given up, and over soon after.
        write("power", POWER.replace("64000000n", "19000000n"));
        try (NanoProcess nano = NanoProcess.serve(List.of(UNBOUNDED), config)) {
            URI url = nano.url();
            assertThat(nano.get(url.resolve("/power"), "one").statusCode()).isEqualTo(504);
            nano.awaitLine(" ERROR quarantine_recorded app=one");
            await().atMost(Duration.ofMinutes(3))
                    .untilAsserted(() -> assertThat(nano.get(nano.adminUrl().resolve("/metrics"), "x")
                                    .body()
                                    .lines())
                            .contains("nano_stuck_threads 0.0"));
            assertQuarantined(nano, url, "one");
        }
    }

    @Test
    void whatAClientDeclaresQuarantinedIsHeldWithoutBeingLoaded() throws Exception {
        String app =
                "{\"name\": \"held\", \"files\": {\"index.js\": \"export default { fetch: () => new Response('loaded')"
                        + " }\"}}";
        String held = app.replaceFirst("\\{", "{\"quarantined\": \"stuck in another pod\",");
        String state = "--state-dir=" + folder.resolve("state");
        try (NanoProcess nano = NanoProcess.serve(state)) {
            assertThat(nano.put("/admin/apps/held", app).statusCode()).isEqualTo(200);
            assertThat(nano.get(nano.url(), "held").body()).isEqualTo("loaded");
            assertThat(nano.put("/admin/apps/held", held).body()).contains("\"quarantined\"", "\"changed\":true");
            assertThat(nano.put("/admin/apps/held", held).body()).contains("\"quarantined\"", "\"changed\":false");
            assertQuarantined(nano, nano.url(), "held");
        }
        try (NanoProcess nano = NanoProcess.serve(state)) {
            JsonNode shown = assertQuarantined(nano, nano.url(), "held");
            assertThat(shown.at("/error/message").asText()).contains("stuck in another pod");
            String reference = "{\"apps\": [{\"hostname\": \"held\", \"digest\": \""
                    + shown.path("digest").asText() + "\"";
            String declared = reference + ", \"quarantined\": \"stuck in another pod\"}]}";
            assertThat(nano.put("/admin/apps", declared).body()).contains("\"unchanged\"");
            assertQuarantined(nano, nano.url(), "held");
            assertThat(nano.put("/admin/apps", reference + "}]}").body()).contains("\"added\"");
            assertThat(nano.get(nano.url(), "held").body()).isEqualTo("loaded");
        }
    }

    private static JsonNode assertQuarantined(NanoProcess nano, URI url, String app) throws IOException {
        HttpResponse<String> refused = nano.get(url, app);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("nano-error")).contains("quarantined");
        JsonNode shown =
                new JsonMapper().readTree(nano.admin("/admin/apps/" + app).body());
        assertThat(shown.path("state").asText()).isEqualTo("quarantined");
        assertThat(shown.at("/error/message").asText())
                .startsWith("quarantined: ")
                .contains("DELETE /admin/quarantine?digest=sha256:");
        return shown;
    }

    @Test
    void codeThatGetsStuckWhileItLoadsCostsOneThreadHoweverOftenItIsSent() throws Exception {
        String code = "globalThis.x = (3n ** 40000000n).toString().length; export default { fetch() {} }";
        String app = "{\"name\": \"power\", \"files\": {\"index.js\": \"" + code + "\"}}";
        try (NanoProcess nano = NanoProcess.serve(List.of(UNBOUNDED), "--max-stuck-threads=2")) {
            URI admin = nano.adminUrl();
            HttpResponse<String> first = nano.put("/admin/apps/power.example.com", app);
            assertThat(first.statusCode()).isEqualTo(422);
            assertThat(first.body()).contains("did not finish loading within 10000 ms");

            for (int i = 0; i < 3; i++) {
                HttpResponse<String> again = nano.put("/admin/apps/power.example.com", app);
                assertThat(again.body())
                        .containsAnyOf("is not tried again as long as " + REASON, "\"result\":\"quarantined\"");
            }
            // The app is refused as soon as its thread is late; it counts as stuck a little later.
            await().untilAsserted(() -> assertThat(
                            nano.get(admin.resolve("/metrics"), "x").body().lines())
                    .contains("nano_stuck_threads 1.0"));
            assertThat(nano.get(admin.resolve("/readyz"), "x").statusCode()).isEqualTo(200);
        }
    }

    private static void getStuck(NanoProcess nano, URI url, String app, int stuckThreads) throws IOException {
        HttpResponse<String> answer = nano.get(url.resolve("/power"), app);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(504);

        nano.awaitLine(
                " ERROR app_quarantined app=" + app + " reason=\"a thread is in work that cannot be interrupted");
        assertQuarantined(nano, url, app);
        await().untilAsserted(() -> assertThat(nano.admin("/metrics").body().lines())
                .contains(
                        "nano_quarantined{app=\"" + app + "\",host=\"" + app + "\"} 1.0",
                        "nano_quarantined{app=\"other\",host=\"other\"} 0.0",
                        "nano_stuck_threads " + stuckThreads + ".0"));
    }
}
