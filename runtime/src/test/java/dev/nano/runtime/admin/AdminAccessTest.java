package dev.nano.runtime.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nano.runtime.admin.AdminClient.Reply;
import dev.nano.runtime.http.HttpTimeouts;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may call what, and what the admin API says to calls that it does not understand. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdminAccessTest {

    private static final String APP =
            "{\"name\": \"a\", \"hostname\": \"a.example.com\", \"files\": {\"index.js\": \"\"}}";

    private AdminServer server;
    private AdminClient client;

    @BeforeAll
    void start() throws IOException {
        server = new AdminServer(null);
        client = new AdminClient(server.address());
    }

    @AfterAll
    void stop() {
        client.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /admin/apps",
                "POST /admin/apps",
                "PUT /admin/apps",
                "DELETE /admin/apps?hostname=x",
                "GET /admin/apps/x",
                "PUT /admin/apps/x",
                "POST /admin/reload",
                "GET /admin/health",
                "GET /admin/openapi.yaml"
            })
    void nothingUnderAdminAnswersWithoutTheToken(String call) throws Exception {
        String method = call.substring(0, call.indexOf(' '));
        String path = call.substring(call.indexOf(' ') + 1);
        for (String authorization : new String[] {
            null,
            "",
            "Bearer",
            "Bearer ",
            "Bearer wrong",
            "Bearer " + AdminServer.TOKEN.charAt(0),
            "Basic " + AdminServer.TOKEN,
            AdminServer.TOKEN,
            "Bearer " + AdminServer.TOKEN + "x",
            "Bearer " + AdminServer.TOKEN.substring(1)
        }) {
            Reply refused = client.as(authorization).call(method, path, method.startsWith("P") ? APP : null);
            assertThat(refused.status()).as(authorization).isEqualTo(401);
            assertThat(refused.header("www-authenticate")).startsWith("Bearer");
            assertThat(refused.body()).doesNotContain(AdminServer.TOKEN);
        }
        assertThat(client.as("bearer  " + AdminServer.TOKEN).get("/admin/apps").status())
                .isEqualTo(200);
        assertThat(client.get("/admin/apps/a.example.com").status()).isEqualTo(404);
    }

    @Test
    void withoutATokenAdminIsOffAndSaysHowToSwitchItOn() throws Exception {
        try (var off = new AdminServer(null, AdminToken.none(), false, null);
                var other = new AdminClient(off.address())) {
            Reply refused = other.get("/admin/apps");

            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.at("/error/message")).contains("--admin-token-file");
            assertThat(other.get("/healthz").status()).isEqualTo(200);
            assertThat(other.get("/metrics").status()).isEqualTo(200);
        }
    }

    @Test
    void probesAndMetricsOfTheProcessNeedNoToken() throws Exception {
        AdminClient anybody = client.as(null);

        assertThat(anybody.get("/healthz").json()).hasToString("{\"status\":\"ok\"}");
        assertThat(anybody.get("/metrics").header("content-type")).startsWith("text/plain; version=0.0.4");
        assertThat(anybody.get("/readyz").json()).hasToString("{\"status\":\"ready\"}");
    }

    @Test
    void seriesOfAppsNeedATokenAndSayHowToGetThem() throws Exception {
        client.putValid("/admin/apps/a.example.com", APP.replace("\"\"", "\"export default { fetch() {} }\""));
        AdminClient scraper = client.as("Bearer " + AdminServer.METRICS_TOKEN);
        try {
            for (String accept : List.of("text/plain", "application/openmetrics-text")) {
                String hidden = AdminServer.answer(
                        server.address(),
                        "GET /metrics HTTP/1.1\r\nhost: x\r\nconnection: close\r\naccept: " + accept + "\r\n\r\n");
                assertThat(hidden)
                        .contains("nano_app_series_hidden 1.0", "--metrics-token-file", "nano_stuck_threads")
                        .doesNotContain("app=", "host=", "a.example.com");
            }
            for (AdminClient allowed : List.of(client, scraper)) {
                assertThat(allowed.get("/metrics").body())
                        .contains("nano_app_series_hidden 0.0", "{app=\"a\",host=\"a.example.com\"}");
            }
            Reply wrong = client.as("Bearer nonsense").get("/metrics");
            assertThat(wrong.status()).isEqualTo(401);
            assertThat(wrong.at("/error/message")).contains("--metrics-token-file");
            assertThat(scraper.get("/admin/apps").status()).isEqualTo(401);
        } finally {
            client.delete("/admin/apps?hostname=a.example.com");
        }
    }

    @Test
    void readyMeansStartedSyncedNotStuckAndNotDraining() throws Exception {
        try (var waiting = new AdminServer(null, AdminToken.of(AdminServer.TOKEN), true, null);
                var probe = new AdminClient(waiting.address())) {
            assertThat(notReady(probe)).isEqualTo("starting");
            Reply early = probe.put("/admin/apps", "{\"apps\": []}");
            assertThat(early.status()).isEqualTo(503);
            assertThat(early.header("retry-after")).isEqualTo("1");
            assertThat(probe.get("/admin/apps").status()).isEqualTo(200);
            waiting.readiness.started();
            assertThat(notReady(probe)).contains("first complete set");

            probe.put("/admin/apps", "{\"apps\": [{\"hostname\": \"m.example.com\", \"digest\": \"sha256:0\"}]}");
            assertThat(notReady(probe)).contains("first complete set");
            probe.put("/admin/apps", "{\"apps\": [{\"name\": \"not a host\"}]}");
            assertThat(probe.get("/readyz").status()).isEqualTo(200);

            waiting.wantsReplacement.set(true);
            assertThat(notReady(probe)).contains("about to exit");
            waiting.wantsReplacement.set(false);
            waiting.readiness.draining();
            assertThat(notReady(probe)).isEqualTo("draining");
            assertThat(probe.get("/admin/health").at("/reason")).isEqualTo("draining");
            assertThat(probe.get("/healthz").status()).isEqualTo(200);
        }
    }

    private static String notReady(AdminClient probe) throws Exception {
        Reply reply = probe.get("/readyz");
        assertThat(reply.status()).isEqualTo(503);
        return reply.at("/error/message");
    }

    @Test
    void aMethodThatAPathDoesNotHaveIsRefusedNamingThoseItHas() throws Exception {
        Reply patch = client.callUndescribed("PATCH", "/admin/apps");

        assertThat(patch.status()).isEqualTo(405);
        assertThat(patch.header("allow")).isEqualTo("DELETE, GET, HEAD, POST, PUT");
        assertThat(client.callUndescribed("GET", "/admin/reload").header("allow"))
                .isEqualTo("POST");
        assertThat(client.callUndescribed("DELETE", "/admin/apps/x").header("allow"))
                .isEqualTo("GET, HEAD, PUT");
        assertThat(client.callUndescribed("POST", "/readyz").header("allow")).isEqualTo("GET, HEAD");
        assertThat(client.callUndescribed("HEAD", "/admin/apps").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/admin", "/admin/", "/admin/apps/", "/admin/apps/a/b", "/metrics/", "/admin/nothing"})
    void aPathThatIsNotThereIsNotFound(String path) throws Exception {
        Reply reply = client.callUndescribed("GET", path);

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.at("/error/code")).isEqualTo("not_found");
        assertThat(reply.at("/error/request_id")).isNotEmpty().isEqualTo(reply.header("x-request-id"));
    }

    @Test
    void everyProblemOfAnAppIsListedAtOnceWithoutShowingSecrets() throws Exception {
        Reply refused = client.post("/admin/apps", """
            {"hostname": ["not a host", "ok.example.com"], "timeout_ms": 0, "memory_mb": "many", "max_buffer_size_mb": 99999,
             "env": {"PIN": 1234567, "LIST": ["secret-one"]}, "timeout": 1,
             "files": {"../x.js": "", "/etc/passwd": "", "a\\\\b.js": "", "a//b.js": "", "./c.js": "", "": "", "new\\nline": "",
                       "bad.bin": {"base64": "%%%"}, "odd.js": 7}}
            """);

        assertThat(refused.status()).isEqualTo(400);
        List<String> problems =
                refused.json().at("/error/problems").findValuesAsText("").isEmpty() ? texts(refused) : List.of();
        assertThat(problems)
                .anyMatch(problem -> problem.startsWith("name: "))
                .anyMatch(problem -> problem.startsWith("hostname[0]: "))
                .anyMatch(problem -> problem.startsWith("timeout_ms: 0 (expected: 1 to "))
                .anyMatch(problem -> problem.startsWith("memory_mb: \"many\" (expected: "))
                .anyMatch(problem -> problem.startsWith("max_buffer_size_mb: 99999 (expected: "))
                .anyMatch(problem -> problem.startsWith("env.PIN: "))
                .anyMatch(problem -> problem.startsWith("env.LIST: "))
                .anyMatch(problem -> problem.startsWith("timeout: unknown key"))
                .anyMatch(problem -> problem.startsWith("files[\"../x.js\"]: the segment '..'"))
                .anyMatch(problem -> problem.startsWith("files[\"/etc/passwd\"]: an absolute path"))
                .anyMatch(problem -> problem.startsWith("files[\"a\\b.js\"]: a backslash"))
                .anyMatch(problem -> problem.startsWith("files[\"a//b.js\"]: the segment ''"))
                .anyMatch(problem -> problem.startsWith("files[\"./c.js\"]: the segment '.'"))
                .anyMatch(problem -> problem.startsWith("files[\"\"]: empty"))
                .anyMatch(problem -> problem.startsWith("files[\"new?line\"]: a control character"))
                .anyMatch(problem -> problem.startsWith("files[\"bad.bin\"].base64: "))
                .anyMatch(problem -> problem.startsWith("files[\"odd.js\"]: "))
                .anyMatch(problem -> problem.startsWith("files: no index.js"));
        assertThat(refused.body()).doesNotContain("1234567").doesNotContain("secret-one");
    }

    private static List<String> texts(Reply refused) {
        List<String> texts = new java.util.ArrayList<>();
        refused.json().at("/error/problems").forEach(problem -> texts.add(problem.asText()));
        return texts;
    }

    @ParameterizedTest
    @ValueSource(strings = {"app.1", "*.127.0.0.1", "1.2.3.4.5"})
    void aHostnameThatNoUrlCanHaveIsRefused(String hostname) throws Exception {
        String app = APP.replace("a.example.com", hostname);
        for (Reply refused : List.of(
                client.post("/admin/apps", app),
                client.put("/admin/apps/" + hostname.replace("*", "%2A"), app),
                client.put(
                        "/admin/apps/b.example.com",
                        APP.replace("\"a.example.com\"", "[\"b.example.com\",\"" + hostname + "\"]")))) {
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.at("/error/message"))
                    .contains("hostname", hostname, "(expected: a name that a URL can have");
        }
        Reply set = client.put("/admin/apps", "{\"apps\": [" + app + "]}");
        assertThat(set.at("/results/0/result")).isEqualTo("invalid");
    }

    @Test
    void tooManyFilesAndTooLongNamesAreRefused() throws Exception {
        StringBuilder many = new StringBuilder("{\"name\": \"a.example.com\", \"files\": {\"index.js\": \"\"");
        for (int i = 0; i < 1000; i++) {
            many.append(", \"f").append(i).append("\": \"\"");
        }
        Reply tooMany = client.post("/admin/apps", many.append("}}").toString());
        Reply tooLong = client.post(
                "/admin/apps",
                "{\"name\": \"a.example.com\", \"files\": {\"index.js\": \"\", \"" + "n".repeat(513) + "\": \"\"}}");

        assertThat(tooMany.at("/error/problems/0")).isEqualTo("files: 1001 files (expected: at most 1000)");
        assertThat(tooLong.at("/error/message")).contains("513 characters").hasSizeLessThan(260);
    }

    @Test
    void aPathIsRefusedWhereThereIsNoFolderForApps() throws Exception {
        Reply refused = client.postValid("/admin/apps", "{\"name\": \"a.example.com\", \"path\": \"a\"}");
        Reply both = client.post(
                "/admin/apps", "{\"name\": \"a.example.com\", \"path\": \"a\", \"files\": {\"index.js\": \"\"}}");
        Reply neither = client.post("/admin/apps", "{\"name\": \"a.example.com\"}");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.at("/error/message")).contains("--apps-dir");
        assertThat(both.at("/error/message")).startsWith("path: together with files");
        assertThat(neither.at("/error/message")).startsWith("files: missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello=world",
                "[]",
                "7",
                "null",
                "{",
                "{\"name\": \"a\"} {}",
                "{\"name\": \"a\", \"name\": \"b\"}",
                "{'name': 1}",
                "{\"name\": NaN}"
            })
    void aBodyThatIsNoJsonObjectIsRefused(String body) throws Exception {
        Reply refused = client.post("/admin/apps", body);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.at("/error/code")).isEqualTo("invalid");
        assertThat(refused.at("/error/message")).startsWith("body: ").contains("(expected: a JSON object)");
    }

    @Test
    void aBodyThatIsBuiltToHurtIsRefusedBeforeItIsRead() throws Exception {
        for (String body : List.of(
                "[".repeat(1_000_000),
                "{\"a\":".repeat(100_000),
                "{\"a\": [" + "[],".repeat(3_000_000) + "[]]}",
                "{\"a\": " + "9".repeat(1_000_000) + "}",
                "{\"" + "k".repeat(1_000_000) + "\": 1}")) {
            Reply refused = client.post("/admin/apps", body);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.at("/error/message")).startsWith("body: ").hasSizeLessThan(400);
        }
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedAnnouncedOrNot() throws Exception {
        String head = "POST /admin/apps HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer "
                + AdminServer.TOKEN + "\r\n";

        assertThat(AdminServer.answer(server.address(), head + "content-length: 67108865\r\n\r\n"))
                .startsWith("HTTP/1.1 413 ")
                .contains("body_too_large");
        try (var socket =
                new Socket(server.address().getAddress(), server.address().getPort())) {
            socket.setSoTimeout(20_000);
            var out = socket.getOutputStream();
            out.write((head + "transfer-encoding: chunked\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            byte[] spaces = ("100000\r\n" + " ".repeat(0x100000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 64; i++) {
                out.write(spaces);
            }
            out.write("1\r\n \r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readNBytes(12);
            assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 413");
        }
    }

    @Test
    void anAnswerToWhatIsWrongWithTheCallItselfIsDescribedToo() throws Exception {
        var contract = new Contract();
        String rest =
                " HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer " + AdminServer.TOKEN + "\r\n";
        contract.checkRaw(
                "GET", "/admin/apps/x", AdminServer.answer(server.address(), "GET /admin/apps/%zz" + rest + "\r\n"));
        Duration shortly = Duration.ofSeconds(1);
        try (var hasty = new AdminServer(
                null,
                AdminToken.of(AdminServer.TOKEN),
                false,
                null,
                new HttpTimeouts(shortly, shortly, shortly, shortly, shortly))) {
            hasty.readiness.started();
            for (String call : List.of("POST /admin/apps", "PUT /admin/apps", "PUT /admin/apps/x")) {
                String stalled = AdminServer.answer(hasty.address(), call + rest + "content-length: 10\r\n\r\n{");
                assertThat(stalled).startsWith("HTTP/1.1 408 ").contains("nano-error: request_timeout");
                contract.checkRaw(call.substring(0, call.indexOf(' ')), call.substring(call.indexOf(' ') + 1), stalled);
            }
        }
    }

    @Test
    void whatIsNoJsonIsNotRepeated() throws Exception {
        Reply refused = client.post("/admin/apps", "{\"env\": {\"KEY\": sk_live_42}}");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.at("/error/message")).startsWith("body: Unrecognized token at line 1");
        assertThat(refused.body()).doesNotContain("sk_live");
    }

    @Test
    void aCallThatIsMalformedIsRefused() throws Exception {
        String rest =
                " HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer " + AdminServer.TOKEN + "\r\n\r\n";

        assertThat(AdminServer.answer(server.address(), "DELETE /admin/apps?hostname=%zz" + rest))
                .startsWith("HTTP/1.1 400 ");
        assertThat(AdminServer.answer(server.address(), "GET /admin/apps/%zz" + rest))
                .startsWith("HTTP/1.1 400 ");
        assertThat(AdminServer.answer(server.address(), "OPTIONS *" + rest)).startsWith("HTTP/1.1 404 ");
        assertThat(AdminServer.answer(server.address(), "GET http://x/admin/apps" + rest))
                .startsWith("HTTP/1.1 200 ");
        assertThat(AdminServer.answer(server.address(), "GET /admin/../admin/apps" + rest))
                .startsWith("HTTP/1.1 404 ");
    }

    @Test
    void reloadingWithoutAConfigFileIsRefused() throws Exception {
        Reply refused = client.post("/admin/reload", "");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.at("/error/code")).isEqualTo("no_config");
    }
}
