package dev.nano.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of the pushed apps a process has that is started where another one has ended. */
class StateIT {

    @TempDir
    Path folder;

    private NanoProcess start() throws IOException {
        return NanoProcess.serve("--wait-for-sync", "--state-dir=" + folder.resolve("state"));
    }

    private static String app(String text) {
        return """
            {"name": "%s", "hostname": "%s.example.com", "env": {"WORD": "secret"},
             "files": {"index.js": "export default { fetch: (request, env) => new Response('%s ' + env.WORD) }"}}
            """.formatted(text, text, text);
    }

    private static String set(String... texts) {
        return "{\"apps\": ["
                + String.join(", ", Stream.of(texts).map(StateIT::app).toList()) + "]}";
    }

    private static void sync(NanoProcess nano, String... texts) {
        assertThat(nano.put("/admin/apps", set(texts)).body()).contains("\"success\":true");
        assertThat(readiness(nano)).contains("\"ready\"");
    }

    private static String readiness(NanoProcess nano) {
        return nano.get(nano.adminUrl().resolve("/readyz"), "x").body();
    }

    private static void assertRestored(NanoProcess nano, String... texts) {
        for (String text : texts) {
            assertThat(nano.get(nano.url(), text + ".example.com").body()).isEqualTo(text + " secret");
        }
        assertThat(readiness(nano)).contains("waiting for the first complete set");
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("state"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void appsAreBackAfterEveryKindOfEndAndReadyOnceTheyAreSyncedAgain() throws Exception {
        try (NanoProcess nano = start()) {
            assertThat(readiness(nano)).contains("waiting for the first complete set");
            sync(nano, "one", "two");
            for (Path file : files()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as("%s", file)
                        .isEqualTo("rw-------");
            }
            assertThat(files()).hasSize(3).anyMatch(file -> file.endsWith("whole"));
            nano.kill();
            nano.awaitExit();
        }
        try (NanoProcess nano = start()) {
            assertRestored(nano, "one", "two");
            sync(nano, "two", "three");
            nano.terminate();
            assertThat(nano.awaitExit()).isZero();
        }
        try (NanoProcess nano = start()) {
            assertRestored(nano, "two", "three");
            assertThat(nano.get(nano.url(), "one.example.com").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void aStateDirectoryThatIsLostWhileItRunsCostsNothingButTheState() throws Exception {
        try (NanoProcess nano = start()) {
            nano.adminUrl();
            Files.delete(folder.resolve("state").resolve("apps"));
            sync(nano, "one");
            nano.awaitLine(" ERROR state_not_written ");
            Files.createDirectory(folder.resolve("state").resolve("apps"));
            await().untilAsserted(() ->
                    assertThat(folder.resolve("state").resolve("whole")).exists());
            nano.kill();
            nano.awaitExit();
        }
        try (NanoProcess nano = start()) {
            assertRestored(nano, "one");
        }
    }
}
