package dev.nano.runtime.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nano.runtime.admin.AdminClient.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of the pushed apps is there after a restart. */
class StateDirectoryTest {

    @TempDir
    private Path state;

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
    void aChangeThatCannotBeWrittenDownIsNotReportedAsDone() throws Exception {
        try (var server = start();
                var client = new AdminClient(server.address())) {
            Files.delete(state.resolve("apps"));

            Reply put = client.putValid("/admin/apps/x.example.com", app("x", "x"));
            assertThat(put.status()).isEqualTo(500);
            assertThat(put.at("/error/code")).isEqualTo("state_not_written");

            Files.createDirectory(state.resolve("apps"));
            assertThat(client.putValid("/admin/apps/x.example.com", app("x", "x"))
                            .status())
                    .isEqualTo(200);
            assertThat(files()).hasSize(1);
        }
    }

    @Test
    void aDirectoryThatCannotBeUsedIsRefusedAtTheStart() throws Exception {
        Path file = Files.writeString(state.resolve("file"), "");

        assertThatThrownBy(() -> StateDirectory.open(file)).isInstanceOf(IOException.class);
    }
}
