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
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be interrupted costs its app, then the readiness of the process, and never its life or the other apps. */
class StuckThreadIT {

    private static final String REASON =
            "a thread is in work that cannot be interrupted (such as a huge BigInt operation)";

    /** Takes minutes. */
    private static final String POWER = """
        export default { fetch(request) {
          if (new URL(request.url).pathname !== '/power') return new Response('fine');
          return new Response(String((3n ** 40000000n).toString().length));
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
              {"name": "other", "path": "other", "timeout_ms": 20000}]}
            """).toString();
    }

    private void write(String app, String code) throws IOException {
        Files.createDirectories(folder.resolve(app));
        Files.writeString(folder.resolve(app + "/index.js"), code);
    }

    @Test
    void aPowerOfMillionsOfDigitsCostsItsAppAndNotTheProcess() throws Exception {
        // Two processors are two threads for JavaScript, which the two apps hold for good.
        List<String> twoProcessors = List.of("-XX:ActiveProcessorCount=2");
        try (NanoProcess nano = NanoProcess.serve(twoProcessors, config, "--max-stuck-threads=2")) {
            URI url = nano.url();
            URI admin = nano.adminUrl();

            getStuck(nano, url, admin, "one", 1);
            assertThat(nano.get(admin.resolve("/readyz"), "x").statusCode()).isEqualTo(200);

            getStuck(nano, url, admin, "two", 2);
            HttpResponse<String> ready = nano.get(admin.resolve("/readyz"), "x");
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).contains("replace this process");
            assertThat(nano.get(admin.resolve("/healthz"), "x").statusCode()).isEqualTo(200);

            for (int i = 0; i < 100; i++) {
                assertThat(nano.get(url, "other").body()).isEqualTo("undisturbed");
            }

            nano.terminate();
            assertThat(nano.awaitExit()).isZero();
        }
    }

    @Test
    void codeThatGetsStuckWhileItLoadsCostsOneThreadHoweverOftenItIsSent() throws Exception {
        String code = "globalThis.x = (3n ** 40000000n).toString().length; export default { fetch() {} }";
        String app = "{\"name\": \"power\", \"files\": {\"index.js\": \"" + code + "\"}}";
        try (NanoProcess nano = NanoProcess.serve("--max-stuck-threads=2")) {
            URI admin = nano.adminUrl();
            HttpResponse<String> first = nano.put("/admin/apps/power.example.com", app);
            assertThat(first.statusCode()).isEqualTo(422);
            assertThat(first.body()).contains("did not finish loading within 10000 ms");

            for (int i = 0; i < 3; i++) {
                HttpResponse<String> again = nano.put("/admin/apps/power.example.com", app);
                assertThat(again.statusCode()).isEqualTo(422);
                assertThat(again.body()).contains("did not load, and is not tried again as long as " + REASON);
            }
            assertThat(nano.get(admin.resolve("/metrics"), "x").body().lines()).contains("nano_stuck_threads 1.0");
            assertThat(nano.get(admin.resolve("/readyz"), "x").statusCode()).isEqualTo(200);
        }
    }

    private static void getStuck(NanoProcess nano, URI url, URI admin, String app, int stuckThreads)
            throws IOException {
        HttpResponse<String> answer = nano.get(url.resolve("/power"), app);
        assertThat(answer.statusCode()).isEqualTo(504);

        nano.awaitLine(
                " ERROR app_quarantined app=" + app + " reason=\"a thread is in work that cannot be interrupted");
        JsonNode shown =
                new JsonMapper().readTree(nano.admin("/admin/apps/" + app).body());
        assertThat(shown.path("state").asText()).isEqualTo("quarantined");
        assertThat(shown.at("/error/message").asText()).isEqualTo("quarantined: " + REASON);
        await().untilAsserted(() -> assertThat(
                        nano.get(admin.resolve("/metrics"), "x").body().lines())
                .contains(
                        "nano_quarantined{app=\"" + app + "\",host=\"" + app + "\"} 1.0",
                        "nano_quarantined{app=\"other\",host=\"other\"} 0.0",
                        "nano_stuck_threads " + stuckThreads + ".0"));
        HttpResponse<String> refused = nano.get(url, app);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("nano-error")).contains("quarantined");
    }
}
