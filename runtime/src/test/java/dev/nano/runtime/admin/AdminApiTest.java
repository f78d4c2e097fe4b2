package dev.nano.runtime.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nano.runtime.admin.AdminClient.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What the admin API does to apps, over real sockets; every answer is checked against docs/admin-api.yaml. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdminApiTest {

    @TempDir
    private static Path folder;

    private AdminServer server;
    private AdminClient client;

    @BeforeAll
    void start() throws IOException {
        app("fromfile", "from the file");
        app("ondisk", "on disk");
        Files.createDirectories(folder.resolve("empty"));
        writeConfig("fromfile");
        server = new AdminServer(folder.resolve("nano.json"));
        client = new AdminClient(server.address());
    }

    @AfterAll
    void stop() {
        client.close();
        server.close();
    }

    @AfterEach
    void removeAll() throws Exception {
        assertThat(client.put("/admin/apps", "{\"apps\":[]}").status()).isEqualTo(200);
    }

    private static void app(String name, String text) throws IOException {
        Path app = Files.createDirectories(folder.resolve(name));
        Files.writeString(app.resolve("index.js"), "export default { fetch: () => new Response('" + text + "') }");
    }

    private static void writeConfig(String path) throws IOException {
        Files.writeString(folder.resolve("nano.json"), """
            {"apps": [{"name": "filed", "path": "%s", "hostname": ["file.example.com", "also.example.com"],
              "env": {"DB": "file-secret"}, "timeout_ms": 60000}]}
            """.formatted(path));
    }

    private static String hello(String host, String text) {
        return """
            {"name": "hello", "hostname": "%s", "timeout_ms": 60000,
                 "files": {"index.js": "export default { fetch: () => new Response('%s') }"}}
            """.formatted(host, text);
    }

    private static String broken(String host) {
        return """
            {"name": "broken", "hostname": "%s", "files": {"index.js": "export default {\\n  fetch( { }"}}
            """.formatted(host);
    }

    @Test
    void anAppThatIsAddedAnswersAsSoonAsTheCallReturns() throws Exception {
        Reply added = client.postValid("/admin/apps", hello("A.Example.com.", "hi"));

        assertThat(added.status()).isEqualTo(201);
        assertThat(added.at("/hostname")).isEqualTo("a.example.com");
        assertThat(added.at("/state")).isEqualTo("serving");
        assertThat(added.at("/source")).isEqualTo("admin");
        assertThat(server.ask("a.example.com")).isEqualTo("hi");
        assertThat(client.get(added.header("location")).at("/digest")).isEqualTo(added.at("/digest"));
    }

    @Test
    void anAppIsListedWithWhatItDoesAndWithoutItsSecrets() throws Exception {
        client.postValid("/admin/apps", """
            {"name": "full", "hostname": ["b.example.com", "*.b.example.com"], "timeout_ms": 59000, "memory_mb": 64,
             "max_buffer_size_mb": 2, "env": {"KEY": "top-secret", "A": "b"},
             "files": {"index.js": "import { t } from './lib/t.js'; export default { fetch: (r, env) => new Response(t + env.A) }",
                       "lib/t.js": {"base64": "ZXhwb3J0IGNvbnN0IHQgPSAndCc="}}}
            """);
        assertThat(server.ask("x.b.example.com")).isEqualTo("tb");

        Reply list = client.get("/admin/apps");

        assertThat(list.at("/apps/0/hostname")).isEqualTo("file.example.com");
        assertThat(list.at("/apps/0/source")).isEqualTo("config");
        assertThat(list.at("/apps/1/hostnames/1")).isEqualTo("*.b.example.com");
        assertThat(list.at("/apps/1/timeout_ms")).isEqualTo("59000");
        assertThat(list.at("/apps/1/env")).isEmpty();
        assertThat(list.json().at("/apps/1/env")).hasToString("[\"A\",\"KEY\"]");
        assertThat(list.at("/apps/1/isolates")).isEqualTo("1");
        assertThat(list.body()).doesNotContain("top-secret").doesNotContain("file-secret");
    }

    @Test
    void aLimitOnProcessorTimeIsPartOfTheDigestAndOfTheView() throws Exception {
        Reply added = client.postValid("/admin/apps", """
            {"name": "disk", "hostname": "d.example.com", "path": "ondisk", "cpu_ms": 250}
            """);

        assertThat(added.at("/cpu_ms")).isEqualTo("250");
        assertThat(added.at("/digest")).isEqualTo(Digests.of("""
            name=4:disk
            hostname=13:d.example.com
            timeout_ms=4:5000
            memory_mb=3:128
            max_buffer_size_mb=2:16
            cpu_ms=3:250
            path=6:ondisk
            """));
    }

    @Test
    void aPathMeansAFolderOfAppsAndItsDigestDoesNotDependOnWhereThatLies() throws Exception {
        String app = "{\"name\": \"disk\", \"hostname\": \"d.example.com\", \"path\": \"./ondisk/\"}";

        Reply added = client.postValid("/admin/apps", app);

        assertThat(server.ask("d.example.com")).isEqualTo("on disk");
        assertThat(added.at("/path")).isEqualTo("ondisk");
        assertThat(added.at("/digest")).isEqualTo(Digests.of("""
            name=4:disk
            hostname=13:d.example.com
            timeout_ms=4:5000
            memory_mb=3:128
            max_buffer_size_mb=2:16
            path=6:ondisk
            """));
    }

    @Test
    void aPathThatLeadsOutOfTheFolderForAppsIsRefused(@TempDir Path outside) throws Exception {
        Files.writeString(outside.resolve("index.js"), "export default { fetch: () => new Response('stolen') }");
        Files.createSymbolicLink(folder.resolve("link"), outside);

        for (String path : List.of(
                outside.toString(),
                folder.relativize(outside).toString(),
                "ondisk/../..",
                "..",
                "link",
                "empty",
                "nothing",
                "",
                "a\\u0000b")) {
            Reply refused = client.post(
                    "/admin/apps", "{\"name\": \"x\", \"hostname\": \"x.example.com\", \"path\": \"" + path + "\"}");
            assertThat(refused.status()).as(path).isEqualTo(400);
            assertThat(refused.at("/error/problems/0")).as(path).startsWith("path: ");
        }
        assertThat(server.ask("x.example.com")).contains("no_app");
    }

    @Test
    void theDigestHasWhatTheAppMayReach() throws Exception {
        Reply added = client.postValid("/admin/apps", """
            {"name": "n", "hostname": "n.example.com", "egress": ["db.internal:443", "10.0.0.0/8"], "path": "ondisk"}
            """);

        assertThat(added.at("/egress/1")).isEqualTo("10.0.0.0/8");
        assertThat(added.at("/digest")).isEqualTo(Digests.of("""
            name=1:n
            hostname=13:n.example.com
            timeout_ms=4:5000
            memory_mb=3:128
            max_buffer_size_mb=2:16
            egress=15:db.internal:443
            egress=10:10.0.0.0/8
            path=6:ondisk
            """));
    }

    @Test
    void theDigestIsTheOneThatTheDescriptionDefines() throws Exception {
        Reply added = client.postValid("/admin/apps", """
            {"name": "héllo", "hostname": "h.example.com", "env": {"Z": "1", "A": "é"},
             "files": {"index.js": "export default { fetch: () => new Response('x') }", "a.txt": ""}}
            """);

        assertThat(added.at("/digest")).isEqualTo(Digests.of("""
            name=6:héllo
            hostname=13:h.example.com
            timeout_ms=4:5000
            memory_mb=3:128
            max_buffer_size_mb=2:16
            env=1:A
            value=2:é
            env=1:Z
            value=1:1
            file=5:a.txt
            sha256=64:%s
            file=8:index.js
            sha256=64:%s
            """.formatted(
                        Digests.hex(""), Digests.hex("export default { fetch: () => new Response('x') }"))));
    }

    @Test
    void puttingOneAppIsIdempotentAndReplacesWithoutARemoval() throws Exception {
        Reply added = client.putValid("/admin/apps/p.example.com", hello("p.example.com", "one"));
        Reply same = client.putValid("/admin/apps/p.example.com", hello("p.example.com", "one"));
        Reply replaced = client.putValid("/admin/apps/P.example.com", hello("p.example.com", "two"));

        assertThat(added.at("/result")).isEqualTo("added");
        assertThat(same.at("/changed")).isEqualTo("false");
        assertThat(replaced.at("/result")).isEqualTo("replaced");
        assertThat(server.ask("p.example.com")).isEqualTo("two");
        assertThat(client.get("/admin/apps/p.example.com").at("/digest")).isEqualTo(replaced.at("/digest"));
    }

    @Test
    void thePathOfTheCallNamesTheAppWhenItsBodyDoesNot() throws Exception {
        Reply put = client.putValid(
                "/admin/apps/%2A.wild.example.com",
                "{\"name\": \"wild\", \"files\": {\"index.js\": \"export default { fetch: () => new Response('w')"
                        + " }\"}}");

        assertThat(put.at("/hostname")).isEqualTo("*.wild.example.com");
        assertThat(server.ask("any.wild.example.com")).isEqualTo("w");
    }

    @Test
    void anotherHostnameInTheBodyThanInThePathIsRefused() throws Exception {
        Reply put = client.put("/admin/apps/one.example.com", hello("two.example.com", "x"));

        assertThat(put.status()).isEqualTo(400);
        assertThat(put.at("/error/message")).contains("two.example.com", "one.example.com");
        assertThat(client.put("/admin/apps/not%20a%20host", hello("x.example.com", "x"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aHostnameThatIsTakenIsRefusedNamingItsOwner() throws Exception {
        client.postValid("/admin/apps", hello("t.example.com", "mine"));

        Reply twice = client.post("/admin/apps", hello("t.example.com", "yours"));
        Reply ofConfig = client.post("/admin/apps", hello("also.example.com", "yours"));
        Reply put = client.put("/admin/apps/file.example.com", hello("file.example.com", "yours"));

        assertThat(twice.status()).isEqualTo(409);
        assertThat(twice.at("/error/code")).isEqualTo("hostname_taken");
        assertThat(twice.at("/error/owner/name")).isEqualTo("hello");
        assertThat(twice.at("/error/owner/source")).isEqualTo("admin");
        assertThat(ofConfig.at("/error/owner/name")).isEqualTo("filed");
        assertThat(ofConfig.at("/error/owner/source")).isEqualTo("config");
        assertThat(put.status()).isEqualTo(409);
        assertThat(server.ask("t.example.com")).isEqualTo("mine");
        assertThat(server.ask("also.example.com")).isEqualTo("from the file");
    }

    @Test
    void codeThatDoesNotLoadChangesNothingAndSaysWhere() throws Exception {
        client.postValid("/admin/apps", hello("l.example.com", "still here"));

        Reply put = client.putValid("/admin/apps/l.example.com", broken("l.example.com"));
        Reply post = client.postValid("/admin/apps", broken("new.example.com"));

        assertThat(put.status()).isEqualTo(422);
        assertThat(put.at("/error/code")).isEqualTo("load_failed");
        assertThat(put.at("/error/file")).isEqualTo("index.js");
        assertThat(put.at("/error/line")).isEqualTo("2");
        assertThat(put.json().at("/error/column").asInt()).isPositive();
        assertThat(server.ask("l.example.com")).isEqualTo("still here");
        Reply app = client.get("/admin/apps/l.example.com");
        assertThat(app.at("/state")).isEqualTo("serving");
        assertThat(app.at("/error/line")).isEqualTo("2");
        assertThat(post.status()).isEqualTo(422);
        assertThat(client.get("/admin/apps/new.example.com").status()).isEqualTo(404);
    }

    @Test
    void anAppIsRemovedByTheHostnameThatIdentifiesIt() throws Exception {
        client.postValid("/admin/apps", """
            {"name": "two", "hostname": ["r.example.com", "r2.example.com"],
             "files": {"index.js": "export default { fetch: () => new Response('r') }"}}
            """);

        Reply other = client.delete("/admin/apps?hostname=r2.example.com");
        Reply removed = client.delete("/admin/apps?hostname=R.example.com");
        Reply again = client.delete("/admin/apps?hostname=r.example.com");

        assertThat(other.status()).isEqualTo(404);
        assertThat(other.at("/error/message")).contains("r.example.com");
        assertThat(removed.json()).hasToString("{\"success\":true,\"removed\":\"r.example.com\"}");
        assertThat(server.ask("r.example.com")).contains("no_app");
        assertThat(again.status()).isEqualTo(404);
        assertThat(client.delete("/admin/apps").status()).isEqualTo(400);
    }

    @Test
    void anAppOfTheConfigFileIsNotRemovedHere() throws Exception {
        Reply removed = client.delete("/admin/apps?hostname=file.example.com");

        assertThat(removed.status()).isEqualTo(409);
        assertThat(removed.at("/error/code")).isEqualTo("config_app");
        assertThat(server.ask("file.example.com")).isEqualTo("from the file");
    }

    @Test
    void aSetIsCarriedOutAndItsBadAppsDoNotStopTheOthers() throws Exception {
        client.postValid("/admin/apps", hello("gone.example.com", "gone"));
        String kept = client.postValid("/admin/apps", hello("kept.example.com", "kept"))
                .at("/digest");
        client.postValid("/admin/apps", hello("bad.example.com", "old"));
        client.postValid("/admin/apps", hello("changed.example.com", "old"));
        String unknown = "sha256:" + "0".repeat(64);

        Reply put = client.put("/admin/apps", """
            {"apps": [%s, %s, %s, %s,
              {"hostname": "kept.example.com", "digest": "%s"},
              {"hostname": "unknown.example.com", "digest": "%s"},
              {"name": "bad", "hostname": "bad.example.com", "memory_mb": -1, "path": "../etc"},
              {"name": "twice", "hostname": "new.example.com", "files": {"index.js": ""}}]}
            """.formatted(
                        hello("new.example.com", "new"),
                        hello("changed.example.com", "new"),
                        hello("also.example.com", "stolen"),
                        broken("broken.example.com"),
                        kept,
                        unknown));

        assertThat(put.status()).isEqualTo(200);
        assertThat(put.at("/success")).isEqualTo("false");
        assertThat(put.at("/changed")).isEqualTo("true");
        assertThat(put.json().at("/missing")).hasToString("[\"" + unknown + "\"]");
        assertThat(results(put))
                .containsExactlyInAnyOrder(
                        "gone.example.com removed",
                        "new.example.com added",
                        "changed.example.com replaced",
                        "also.example.com hostname_taken",
                        "broken.example.com load_failed",
                        "kept.example.com unchanged",
                        "unknown.example.com missing",
                        "bad.example.com invalid",
                        "new.example.com invalid");
        assertThat(server.ask("new.example.com")).isEqualTo("new");
        assertThat(server.ask("changed.example.com")).isEqualTo("new");
        assertThat(server.ask("kept.example.com")).isEqualTo("kept");
        assertThat(server.ask("bad.example.com")).isEqualTo("old");
        assertThat(server.ask("gone.example.com")).contains("no_app");
        assertThat(server.ask("also.example.com")).isEqualTo("from the file");
    }

    @Test
    void aSetThatDoesNotTellAllItsHostnamesRemovesNothing() throws Exception {
        client.postValid("/admin/apps", hello("safe.example.com", "safe"));

        Reply put = client.put("/admin/apps", "{\"apps\": [{\"name\": \"no host name\"}, 7]}");

        assertThat(put.at("/success")).isEqualTo("false");
        assertThat(put.at("/changed")).isEqualTo("false");
        assertThat(put.json().at("/results/1/hostname").isNull()).isTrue();
        assertThat(server.ask("safe.example.com")).isEqualTo("safe");
    }

    @Test
    void aSetThatIsNoSetIsRefusedAsAWhole() throws Exception {
        client.postValid("/admin/apps", hello("safe.example.com", "safe"));

        assertThat(client.put("/admin/apps", "{}").status()).isEqualTo(400);
        assertThat(client.put("/admin/apps", "{\"apps\": {}, \"aps\": 1}")
                        .json()
                        .at("/error/problems"))
                .hasSize(2);
        assertThat(server.ask("safe.example.com")).isEqualTo("safe");
    }

    @Test
    void aSetMovesAHostnameFromOneAppToAnother() throws Exception {
        client.postValid("/admin/apps", hello("m.example.com", "one"));

        Reply put = client.put("/admin/apps", """
            {"apps": [{"name": "new", "hostname": ["n.example.com", "m.example.com"],
                       "files": {"index.js": "export default { fetch: () => new Response('two') }"}}]}
            """);

        assertThat(put.at("/success")).isEqualTo("true");
        assertThat(server.ask("m.example.com")).isEqualTo("two");
    }

    @Test
    void aDigestThatDoesNotFitTheAppIsRefused() throws Exception {
        String digest = "sha256:" + "a".repeat(64);
        Reply put = client.putValid(
                "/admin/apps/x.example.com",
                "{\"name\": \"x\", \"digest\": \"" + digest + "\", \"files\": {\"index.js\": \"\"}}");

        assertThat(put.status()).isEqualTo(400);
        assertThat(put.at("/error/message")).contains(digest);
        assertThat(client.put("/admin/apps/x.example.com", "{\"digest\": \"" + digest + "\"}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void theConfigFileIsReadAgainWhenAskedTo() throws Exception {
        client.postValid("/admin/apps", hello("other.example.com", "not touched"));

        Reply unchanged = client.post("/admin/reload", "");
        writeConfig("ondisk");
        Reply changed = client.post("/admin/reload", "");
        writeConfig("../nowhere");
        Reply refused = client.post("/admin/reload", "");
        Reply health = client.get("/admin/health");
        writeConfig("fromfile");
        Reply mended = client.post("/admin/reload", "");

        assertThat(unchanged.json().at("/apps_unchanged")).hasToString("[\"file.example.com\"]");
        assertThat(changed.json().at("/apps_changed")).hasToString("[\"file.example.com\"]");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.at("/error/code")).isEqualTo("config_invalid");
        assertThat(refused.at("/error/problems/0")).startsWith("apps[0].path: ");
        assertThat(health.at("/config_problems/0")).startsWith("apps[0].path: ");
        assertThat(mended.at("/success")).isEqualTo("true");
        assertThat(mended.at("/apps_loaded")).isEqualTo("1");
        assertThat(server.ask("other.example.com")).isEqualTo("not touched");
    }

    @Test
    void healthTellsWhatRuns() throws Exception {
        Reply health = client.get("/admin/health");

        assertThat(health.at("/status")).isEqualTo("ready");
        assertThat(health.at("/version")).isEqualTo("1.2.3");
        assertThat(health.at("/javascript/mode")).isEqualTo("optimizing");
        assertThat(health.at("/apps/serving")).isEqualTo("1");
        assertThat(health.at("/stuck_threads")).isEqualTo("0");
    }

    @Test
    void theDescriptionIsServed() throws Exception {
        Reply yaml = client.get("/admin/openapi.yaml");

        assertThat(yaml.body()).isEqualTo(Files.readString(Path.of("..", "docs", "admin-api.yaml")));
    }

    private static List<String> results(Reply put) {
        return StreamSupport.stream(put.json().at("/results").spliterator(), false)
                .map(result -> result.at("/hostname").asText() + " "
                        + result.at("/result").asText())
                .toList();
    }
}
