package dev.nano.runtime.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nano.runtime.admin.AdminClient.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process is given while it waits for its first complete set. */
class UnloadedAppsTest {

    @TempDir
    private Path state;

    private AdminServer server;
    private AdminClient client;
    private boolean isStopped;

    @BeforeEach
    void start() throws Exception {
        server = new AdminServer(null, AdminToken.of(AdminServer.TOKEN), true, state);
        server.readiness.started();
        client = new AdminClient(server.address());
    }

    @AfterEach
    void stop() {
        if (!isStopped) {
            isStopped = true;
            client.close();
            server.close();
        }
    }

    private Reply put(String host, String indexJs) throws Exception {
        return client.putValid("/admin/apps/" + host, """
            {"name": "%s", "timeout_ms": 30000, "files": {"index.js": "%s"}}
            """.formatted(host, indexJs));
    }

    private static String saying(String text) {
        return "export default { fetch: () => new Response('" + text + "') }";
    }

    private String state(String host) throws Exception {
        Reply app = client.get("/admin/apps/" + host);
        return app.status() == 200 ? app.at("/state") : String.valueOf(app.status());
    }

    private void complete(Reply... puts) throws Exception {
        String apps = Stream.of(puts)
                .map(put ->
                        "{\"hostname\": \"%s\", \"digest\": \"%s\"}".formatted(put.at("/hostname"), put.at("/digest")))
                .reduce((one, other) -> one + ", " + other)
                .orElse("");
        Reply set = client.putValid("/admin/apps", "{\"apps\": [" + apps + "]}");
        assertThat(set.at("/success")).isEqualTo("true");
        assertThat(client.get("/readyz").status()).isEqualTo(200);
    }

    @Test
    void whatDoesNotLoadOnceItsQuarantineIsLiftedHasNotLoaded() throws Exception {
        Reply held = client.putValid(
                "/admin/apps/h.example.com",
                "{\"name\": \"h\", \"quarantined\": \"stuck elsewhere\", \"files\": {\"index.js\": \"no code\"}}");
        assertThat(state("h.example.com")).isEqualTo("quarantined");

        assertThat(client.delete("/admin/quarantine?digest=" + held.at("/digest"))
                        .status())
                .isEqualTo(200);
        assertThat(state("h.example.com")).isEqualTo("failed");
        assertThat(client.get("/admin/apps/h.example.com").at("/error/message")).contains("SyntaxError");
        assertThat(server.ask("h.example.com")).contains("load_failed");
    }

    @Test
    void aNewAppIsTakenAndLoadedByItsFirstRequest() throws Exception {
        Reply put = put("a.example.com", saying("a"));

        assertThat(put.status()).isEqualTo(202);
        assertThat(put.at("/result")).isEqualTo("loading");
        assertThat(state("a.example.com")).isEqualTo("loading");
        assertThat(client.get("/admin/health").at("/apps/loading")).isEqualTo("1");
        assertThat(server.ask("a.example.com")).isEqualTo("a");
        assertThat(state("a.example.com")).isEqualTo("serving");
    }

    @Test
    void onceTheSetIsCompleteTheRestIsLoadedAndWhatDoesNotLoadIsGone() throws Exception {
        Reply good = put("good.example.com", saying("good"));
        Reply bad = put("bad.example.com", "export default {");
        assertThat(bad.status()).isEqualTo(202);
        Reply last = put("last.example.com", saying("last"));
        complete(good, bad, last);

        await().untilAsserted(() -> {
            assertThat(state("good.example.com")).isEqualTo("serving");
            assertThat(state("bad.example.com")).isEqualTo("404");
            assertThat(state("last.example.com")).isEqualTo("serving");
        });
        assertThat(server.ask("last.example.com")).isEqualTo("last");
        await().untilAsserted(() -> assertThat(kept()).isEqualTo(2));
        // From now on whoever puts an app hears whether it loads.
        assertThat(put("bad.example.com", "export default {").status()).isEqualTo(422);
    }

    @Test
    void anAppThatHangsWhileItLoadsHoldsUpNoneBehindIt() throws Exception {
        Reply hanging = put("hanging.example.com", "await new Promise(() => {})");
        Reply deleted = put("deleted.example.com", "await new Promise(() => {})");
        Reply last = put("last.example.com", saying("last"));
        complete(hanging, deleted, last);

        await().until(() -> state("last.example.com").equals("serving"));
        assertThat(state("hanging.example.com")).isEqualTo("loading");
        assertThat(client.delete("/admin/apps?hostname=deleted.example.com").status())
                .isEqualTo(200);
        assertThat(state("deleted.example.com")).isEqualTo("404");
    }

    @Test
    void theTimeThatItTakesToLoadAnAppIsNotTheTimeOfItsFirstRequest() throws Exception {
        String slow = "for (const end = performance.now() + 2500; performance.now() < end;); "
                + saying("answered all the same");
        Reply put = client.putValid("/admin/apps/slow.example.com", """
            {"name": "slow", "timeout_ms": 2000, "files": {"index.js": "%s"}}
            """.formatted(slow));
        assertThat(put.status()).isEqualTo(202);

        assertThat(server.ask("slow.example.com")).isEqualTo("answered all the same");
    }

    @Test
    void anAppThatIsThereIsReplacedOnlyByOneThatLoads() throws Exception {
        put("a.example.com", saying("one"));
        assertThat(server.ask("a.example.com")).isEqualTo("one");

        assertThat(put("a.example.com", "export default {").status()).isEqualTo(422);
        assertThat(server.ask("a.example.com")).isEqualTo("one");
        assertThat(put("a.example.com", saying("two")).status()).isEqualTo(200);
        assertThat(server.ask("a.example.com")).isEqualTo("two");
    }

    @Test
    void aProcessThatEndsForgetsNothingThatItHasNotLoaded() throws Exception {
        complete(put("a.example.com", saying("a")), put("b.example.com", "await new Promise(() => {})"));
        await().until(() -> state("a.example.com").equals("serving"));
        stop();

        assertThat(kept()).isEqualTo(2);
    }

    private long kept() throws IOException {
        try (Stream<Path> files = Files.list(state.resolve("apps"))) {
            return files.count();
        }
    }
}
