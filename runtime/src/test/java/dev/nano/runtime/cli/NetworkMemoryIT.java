package dev.nano.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nano.runtime.http.RawClient;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What clients send ahead, and all of them together, has a bound of its own beside the heap. */
class NetworkMemoryIT {

    private static final int BOUND_MB = 32;
    /** Each would leave more than 100 KB in the memory of the network. */
    private static final int CLIENTS = 400;

    @TempDir
    private Path folder;

    @Test
    void clientsThatFillItDoNotEndTheProcess() throws Exception {
        Files.writeString(folder.resolve("index.js"), """
            export default { async fetch(request) {
              if (request.method === 'POST') await new Promise(() => {});
              return new Response('fine');
            } };
            """);
        Path config = Files.writeString(
                folder.resolve("nano.json"), "{\"apps\":[{\"name\":\"app\",\"path\":\".\",\"timeout_ms\":10000}]}");
        List<String> bound = List.of("-XX:MaxDirectMemorySize=" + BOUND_MB + "m");
        String[] arguments = {
            "serve", config.toString(), "--host", "127.0.0.1", "--port", "0", "--admin-port", "0", "--access-log", "off"
        };
        List<RawClient> clients = new ArrayList<>();
        try (var nano = new NanoProcess(bound, Map.of(), arguments)) {
            URI url = nano.url();
            byte[] body = new byte[128 * 1024];
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(SlowUpload.to(url, body));
            }
            nano.awaitFullNetwork(BOUND_MB);
            for (RawClient client : clients) {
                client.close();
            }
            await().atMost(Duration.ofMinutes(1))
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(nano.get(url, "app").body()).isEqualTo("fine"));
            nano.terminate();
            assertThat(nano.awaitExit()).isZero();
        }
    }
}
