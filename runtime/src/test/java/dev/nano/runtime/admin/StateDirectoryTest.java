package dev.nano.runtime.admin;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import dev.nano.runtime.LoggedEvents;
import dev.nano.runtime.admin.AdminClient.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of the pushed apps is there after a restart. */
class StateDirectoryTest {

    private final LoggedEvents log = new LoggedEvents();

    @TempDir
    private Path state;

    @AfterEach
    void stopListening() {
        log.close();
    }

    private AdminServer start() throws IOException {
        var server = new AdminServer(null, AdminToken.of(AdminServer.TOKEN), false, state);
        server.readiness.started();
        return server;
    }

    private static String app(String name, String text) {
        return """
            {"name": "%s", "timeout_ms": 30000, "env": {"KEY": "é"}, "files": {
              "index.js": "export default { fetch: (r, env) => new Response('%s ' + env.KEY) }", "a/b.bin": {"base64": "/wA="}}}
            """.formatted(name, text);
    }

    private static String set(String... names) {
        return Stream.of(names)
                .map(name -> app(name, name).replaceFirst("\\{", "{\"hostname\": \"" + name + ".example.com\","))
                .collect(Collectors.joining(", ", "{\"apps\": [", "]}"));
    }

    /** As the directory names the file of an app. */
    private static String fileName(String host) {
        return host + "-" + UUID.nameUUIDFromBytes(host.getBytes(StandardCharsets.UTF_8)) + ".json";
    }

    private List<String> names() throws IOException {
        return files().stream().map(file -> file.getFileName().toString()).toList();
    }

    private static String unwritten(AdminClient client) throws Exception {
        return client.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("nano_state_unwritten_apps "))
                .findFirst()
                .orElseThrow()
                .split(" ")[1];
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(state.resolve("apps"))) {
            return files.toList();
        }
    }

    @Test
    void pushedAppsAreBackAsTheyWereLastDeclared() throws Exception {
        String list;
        try (var server = start();
                var client = new AdminClient(server.address())) {
            client.putValid("/admin/apps/%2A.kept.example.com", app("kept", "old"));
            client.putValid("/admin/apps/%2A.kept.example.com", app("kept", "new"));
            client.put("/admin/apps/%2A.kept.example.com", app("kept", "' broken"));
            client.putValid("/admin/apps/removed.example.com", app("removed", "x"));
            client.delete("/admin/apps?hostname=removed.example.com");
            list = digests(client);
        }
        try (var server = start();
                var client = new AdminClient(server.address())) {
            assertThat(digests(client)).isEqualTo(list).contains("*.kept.example.com");
            assertThat(server.ask("any.kept.example.com")).isEqualTo("new é");
        }
        assertThat(files()).hasSize(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files().getFirst())))
                .isEqualTo("rw-------");
    }

    private static String digests(AdminClient client) throws Exception {
        StringBuilder list = new StringBuilder();
        client.get("/admin/apps")
                .json()
                .at("/apps")
                .forEach(app -> list.append(app.at("/hostname")).append(app.at("/digest")));
        return list.toString();
    }

    @Test
    void whatCannotBeBroughtBackStaysUntilASetLeavesItOut() throws Exception {
        try (var server = start();
                var client = new AdminClient(server.address())) {
            client.putValid("/admin/apps/good.example.com", app("good", "good"));
            client.putValid("/admin/apps/bad.example.com", app("bad", "bad"));
        }
        for (Path file : files()) {
            Files.writeString(file, Files.readString(file).replace("('bad '", "('bad"));
        }
        Files.writeString(state.resolve("apps").resolve("torn.json"), "{\"name\": \"tor");
        try (var server = start();
                var client = new AdminClient(server.address())) {
            assertThat(server.ask("good.example.com")).isEqualTo("good é");
            assertThat(client.get("/admin/apps/bad.example.com").status()).isEqualTo(404);
            assertThat(files()).hasSize(3);
            client.put("/admin/apps", "{\"apps\": []}");
        }
        assertThat(files()).extracting(file -> file.getFileName().toString()).containsExactly("torn.json");
    }

    @Test
    void whatCannotBeWrittenDownIsInForceSaidAndWrittenLater() throws Exception {
        try (var server = new AdminServer(null, AdminToken.of(AdminServer.TOKEN), true, state);
                var client = new AdminClient(server.address())) {
            server.readiness.started();
            Files.delete(state.resolve("apps"));

            Reply set = client.putValid("/admin/apps", set("a", "b", "c"));
            assertThat(set.at("/success")).isEqualTo("true");
            assertThat(client.get("/readyz").status()).isEqualTo(200);
            assertThat(client.putValid("/admin/apps/a.example.com", app("a", "new"))
                            .status())
                    .isEqualTo(200);
            assertThat(server.ask("a.example.com")).isEqualTo("new é");
            assertThat(client.get("/admin/health").at("/state_error"))
                    .startsWith("3 apps are not kept as served, the first: ")
                    .contains("NoSuchFile");
            assertThat(unwritten(client)).isEqualTo("3.0");
            assertThat(state.resolve("whole")).doesNotExist();
            assertThat(log.named("state_not_written")).hasSize(1);

            Files.createDirectory(state.resolve("apps"));
            await().untilAsserted(() -> assertThat(client.get("/admin/health")
                            .json()
                            .at("/state_error")
                            .isNull())
                    .isTrue());
            assertThat(files()).hasSize(3);
            assertThat(state.resolve("whole")).exists();
            assertThat(unwritten(client)).isEqualTo("0.0");
            assertThat(log.named("state_written_again")).hasSize(1);
        }
    }

    @Test
    void oneAppThatCannotBeWrittenDownKeepsNoOtherFromIt() throws Exception {
        Path obstacle = state.resolve("apps").resolve(fileName("b.example.com"));
        try (var server = start();
                var client = new AdminClient(server.address())) {
            Files.createDirectories(obstacle.resolve("in-the-way"));

            client.putValid("/admin/apps", set("a", "b", "c"));
            assertThat(names())
                    .containsExactlyInAnyOrder(
                            fileName("a.example.com"), fileName("b.example.com"), fileName("c.example.com"));
            assertThat(client.get("/admin/health").at("/state_error"))
                    .startsWith("1 app is ")
                    .contains("b.example.com");
            assertThat(state.resolve("whole")).doesNotExist();

            Files.delete(obstacle.resolve("in-the-way"));
            Files.delete(obstacle);
            await().untilAsserted(() -> assertThat(state.resolve("whole")).exists());
            assertThat(obstacle).isRegularFile();
        }
    }

    @Test
    void whatWasWholeIsNoLongerWhileAnAppIsNotKept() throws Exception {
        try (var server = start();
                var client = new AdminClient(server.address())) {
            client.putValid("/admin/apps", set("a"));
            assertThat(state.resolve("whole")).exists();
            Files.createDirectories(
                    state.resolve("apps").resolve(fileName("b.example.com")).resolve("in-the-way"));

            client.putValid("/admin/apps/b.example.com", app("b", "b"));
            assertThat(state.resolve("whole")).doesNotExist();
        }
    }

    @Test
    void aRemovedAppWhoseFileStaysIsNamedAndDeletedLater() throws Exception {
        Path file = state.resolve("apps").resolve(fileName("x.example.com"));
        try (var server = start();
                var client = new AdminClient(server.address())) {
            client.putValid("/admin/apps/x.example.com", app("x", "x"));
            Files.delete(file);
            Files.createDirectories(file.resolve("in-the-way"));

            assertThat(client.delete("/admin/apps?hostname=x.example.com").status())
                    .isEqualTo(200);
            assertThat(log.named("state_not_deleted"))
                    .singleElement(as(STRING))
                    .contains("x.example.com", "back after a restart");
            assertThat(client.get("/admin/health").at("/state_error")).contains("x.example.com");

            Files.delete(file.resolve("in-the-way"));
            await().untilAsserted(() -> assertThat(file).doesNotExist());
        }
    }

    @Test
    void whatAKilledProcessWasWritingIsSwept() throws Exception {
        Path half = Files.createDirectory(state.resolve("apps")).resolve(fileName("x.example.com") + ".new");
        Files.writeString(half, "{\"env\": {\"KEY\": \"sec");

        start().close();
        assertThat(half).doesNotExist();
    }

    @Test
    void aFileOfAnotherNameIsNeitherReadNorDeleted() throws Exception {
        try (var server = start();
                var client = new AdminClient(server.address())) {
            client.putValid("/admin/apps/x.example.com", app("x", "x"));
        }
        Path foreign = state.resolve("apps").resolve("mine.json");
        Files.move(files().getFirst(), foreign);

        try (var server = start();
                var client = new AdminClient(server.address())) {
            assertThat(client.get("/admin/apps/x.example.com").status()).isEqualTo(404);
            assertThat(log.named("state_foreign_file"))
                    .singleElement(as(STRING))
                    .contains("mine.json", "x.example.com");
            client.put("/admin/apps", "{\"apps\": []}");
            assertThat(foreign).exists();
        }
    }

    @Test
    void whatIsNoJsonIsNotShownInTheLog() throws Exception {
        Path apps = Files.createDirectory(state.resolve("apps"));
        Files.writeString(apps.resolve(fileName("x.example.com")), "{\"env\": {\"KEY\": sk_live_42}}");

        start().close();
        assertThat(log.named("state_not_read"))
                .singleElement(as(STRING))
                .contains("line 1")
                .doesNotContain("sk_live");
    }

    @Test
    void aDirectoryThatCannotBeUsedIsRefusedAtTheStart() throws Exception {
        Path file = Files.writeString(state.resolve("file"), "");

        assertThatThrownBy(() -> StateDirectory.open(file)).isInstanceOf(IOException.class);
    }
}
