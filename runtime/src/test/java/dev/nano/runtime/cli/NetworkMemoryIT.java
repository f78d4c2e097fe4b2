package dev.nano.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nano.runtime.http.RawClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
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
    /** There is no memory left to ask. */
    private static final long FULL = -1;

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
                clients.add(fill(url, body));
            }
            await().atMost(Duration.ofMinutes(1)).until(() -> {
                long held = networkBytes(nano);
                assertThat(held).isLessThanOrEqualTo((long) BOUND_MB << 20);
                return held == FULL || held > (BOUND_MB / 2L) << 20;
            });
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

    private static RawClient fill(URI url, byte[] body) throws IOException {
        var client = new RawClient(new InetSocketAddress(url.getHost(), url.getPort()));
        try {
            client.send("POST / HTTP/1.1\r\nHost: app\r\nContent-Length: 1000000\r\n\r\n")
                    .send(body);
        } catch (IOException e) {
            // Refused for want of memory, as it should be.
            client.close();
        }
        return client;
    }

    private static long networkBytes(NanoProcess nano) {
        HttpResponse<String> metrics;
        try {
            metrics = nano.get(nano.adminUrl().resolve("/metrics"), "x");
        } catch (RuntimeException e) {
            return FULL;
        }
        return metrics.body()
                .lines()
                .filter(line -> line.startsWith("netty_allocator_memory_used{") && line.contains("\"direct\""))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }
}
