package dev.nano.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nano.runtime.http.RawClient;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** In a container of the least memory the kernel has no reason to end the process, whatever apps and clients do. */
@EnabledOnOs(OS.LINUX)
class ContainerMemoryIT {

    private static final int LIMIT_MIB = 640;
    /** Of the chart's state directory, which counts as well. */
    private static final int STATE_MIB = 64;
    /** Of the network's memory that the launcher allows at this limit. */
    private static final int NETWORK_MIB = 72;

    private static final int APPS = 12;

    @TempDir
    private Path folder;

    @Test
    void aFullHeapAndAFullNetworkFitTheLimit() throws Exception {
        Files.createDirectories(folder.resolve("app"));
        // More than their shares of the heap, but none for itself; and code worth compiling.
        Files.writeString(folder.resolve("app/index.js"), """
            export default { async fetch(request) {
              if (request.method === 'POST') await new Promise((resolve) => setTimeout(resolve, 60000));
              if (new URL(request.url).pathname !== '/hold') return new Response('fine');
              const held = [];
              for (let i = 0; i < 48; i++) {
                held.push(new Uint8Array(1 << 20).fill(i));
                JSON.stringify(Array.from({ length: 1000 }, (_, k) => ({ k, text: `${k}-${i}` })));
                await new Promise((resolve) => setTimeout(resolve, 20));
              }
              return new Response(String(held.length));
            } };
            """);
        String apps = IntStream.range(0, APPS)
                .mapToObj(i -> app("app-" + i))
                .collect(Collectors.joining(",", "{\"apps\":[" + app("app") + ",", "]}"));
        Path config = Files.writeString(folder.resolve("nano.json"), apps);
        var launcher = new ContainerLauncher(Files.createDirectory(folder.resolve("container")))
                .limit(String.valueOf((long) LIMIT_MIB << 20))
                // The whole heap is resident from the start, as it is when the collector has once needed all of it.
                .options("-XX:MaxRAM=" + LIMIT_MIB + "m -XX:InitialRAMPercentage=100 -XX:+AlwaysPreTouch");
        String[] arguments = {
            "serve", config.toString(), "--host", "127.0.0.1", "--port", "0", "--admin-port", "0", "--access-log", "off"
        };
        List<RawClient> clients = new ArrayList<>();
        try (var nano = NanoProcess.inContainer(launcher, arguments)) {
            URI url = nano.url();
            List<CompletableFuture<HttpResponse<String>>> holding = IntStream.range(0, APPS)
                    .mapToObj(i -> nano.send(url.resolve("/hold"), "app-" + i))
                    .toList();
            await().atMost(Duration.ofMinutes(2)).until(() -> holding.stream().allMatch(CompletableFuture::isDone));
            assertThat(holding)
                    .as("answers, of which some show that the heap was full")
                    .anyMatch(answer -> answer.join().statusCode() == 503);
            byte[] body = new byte[128 * 1024];
            for (int i = 0; i < NETWORK_MIB * 10; i++) {
                clients.add(SlowUpload.to(url, body));
            }
            nano.awaitFullNetwork(NETWORK_MIB);
            assertThat(nano.peakResidentBytes() >> 20)
                    .as("MiB at the peak")
                    .isBetween(LIMIT_MIB / 2L, (long) LIMIT_MIB - STATE_MIB);
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    private static String app(String name) {
        return "{\"name\":\"" + name + "\",\"path\":\"app\",\"timeout_ms\":120000,\"memory_mb\":96}";
    }
}
