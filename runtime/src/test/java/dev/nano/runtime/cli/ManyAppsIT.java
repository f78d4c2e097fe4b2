package dev.nano.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many apps in one small process: each is there, and a change of one is as quick as ever. */
class ManyAppsIT {

    private static final int APPS = 1000;

    @TempDir
    private Path folder;

    private void write(int app, String answer) throws IOException {
        Path directory = Files.createDirectories(folder.resolve("app-" + app));
        Files.writeString(
                directory.resolve("index.js"), "export default { fetch: () => new Response('" + answer + "') };");
    }

    private String config(int apps, String path) throws IOException {
        String declared = IntStream.range(0, apps)
                .mapToObj(i -> "{\"name\":\"app-" + i + "\",\"path\":\"" + path.formatted(i) + "\"}")
                .collect(Collectors.joining(",", "{\"apps\":[", "]}"));
        return Files.writeString(folder.resolve("nano.json"), declared).toString();
    }

    @Test
    void aThousandAppsAreServedAndWatched() throws Exception {
        for (int i = 0; i < APPS; i++) {
            write(i, "I am " + i);
        }
        String config = config(APPS, "app-%d");
        try (var nano = NanoProcess.serve(config, "--access-log=off")) {
            URI url = nano.url();
            nano.awaitLine("^nano .* 1000 apps ");
            nano.awaitLine("and 980 more$");
            for (int i = 0; i < APPS; i++) {
                assertThat(nano.get(url, "app-" + i).body()).isEqualTo("I am " + i);
            }
            write(APPS / 2, "changed");
            nano.awaitAnswer(url, "app-" + APPS / 2, "changed");
            nano.terminate();
            assertThat(nano.awaitExit()).isZero();
        }
    }
}
