package dev.nano.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import dev.nano.runtime.admin.AdminClient;
import dev.nano.runtime.admin.AdminServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What apps cost, as {@code /metrics} and the admin API show it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CostsTest {

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
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

    private void put(String host, String body) throws Exception {
        client.putValid("/admin/apps/" + host, """
            {"name": "%s", "timeout_ms": 60000, "files": {"index.js": "export default { async fetch() { %s } }"}}
            """.formatted(host, body));
    }

    private Map<String, Double> costs(String metric) throws Exception {
        Map<String, Double> byApp = new HashMap<>();
        client.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(metric + "{"))
                .forEach(line -> byApp.merge(
                        line.replaceAll(".*app=\"([^\"]*)\".*", "$1"),
                        Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)),
                        Double::sum));
        return byApp;
    }

    private static double sum(Map<String, Double> byApp) {
        return byApp.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    private static double processSeconds() {
        var process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return process.getProcessCpuTime() / 1e9;
    }

    /** Processor time of the threads that run JavaScript, of which those end that have had nothing to do for long. */
    private double isolateSeconds() {
        double nanos = 0;
        for (var thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().startsWith("nano-js-")) {
                nanos += Math.max(0, threads.getThreadCpuTime(thread.getThreadId()));
            }
        }
        return nanos / 1e9;
    }

    @Test
    void theySumUpToWhatTheProcessHasUsed() throws Exception {
        put(
                "burns.example.com",
                "let x = 0; for (let i = 0; i < 3e7; i++) x = (x * 31 + i) % 65521; return new Response('' + x)");
        put(
                "allocates.example.com",
                "let n = 0; for (let i = 0; i < 100; i++) n += new Uint8Array(1e6).length; return new Response('' +"
                        + " n)");
        put("small.example.com", "await null; return new Response('ok')");
        double outerSeconds = -processSeconds();
        double outerBytes = -threads.getTotalThreadAllocatedBytes();
        Map<String, Double> cpuBefore = costs("nano_cpu_seconds_total");
        Map<String, Double> bytesBefore = costs("nano_allocated_bytes_total");
        double innerSeconds = -processSeconds();
        double innerBytes = -threads.getTotalThreadAllocatedBytes();
        double isolates = -isolateSeconds();

        CompletableFuture.allOf(IntStream.range(0, 8)
                        .mapToObj(i -> CompletableFuture.runAsync(() -> ask(i % 2 == 0 ? "burns" : "allocates")))
                        .toArray(CompletableFuture<?>[]::new))
                .join();
        for (int i = 0; i < 200; i++) {
            ask("small");
        }

        isolates += isolateSeconds();
        innerSeconds += processSeconds();
        innerBytes += threads.getTotalThreadAllocatedBytes();
        Map<String, Double> cpu = costs("nano_cpu_seconds_total");
        Map<String, Double> bytes = costs("nano_allocated_bytes_total");
        outerSeconds += processSeconds();
        outerBytes += threads.getTotalThreadAllocatedBytes();
        assertThat(sum(cpu) - sum(cpuBefore)).as("seconds").isBetween(innerSeconds * 0.95, outerSeconds * 1.05);
        assertThat(sum(bytes) - sum(bytesBefore)).as("bytes").isBetween(innerBytes * 0.95, outerBytes * 1.05);
        double apps = sum(cpu) - cpu.get("platform") - (sum(cpuBefore) - cpuBefore.get("platform"));
        assertThat(apps).as("seconds of apps").isBetween(isolates * 0.95, outerSeconds);
        assertThat(bytes.get("allocates.example.com") - bytesBefore.get("allocates.example.com"))
                .isBetween(4e8, 5e8);
        assertThat(bytes.get("burns.example.com")).isLessThan(5e8);
        assertThat(cpu.get("burns.example.com")).isGreaterThan(cpu.get("small.example.com"));

        String shown = client.get("/admin/apps/allocates.example.com").body();
        long total = Long.parseLong(shown.replaceAll("(?s).*\"allocated_bytes_total\"\\s*:\\s*(\\d+).*", "$1"));
        assertThat((double) total).isCloseTo(bytes.get("allocates.example.com"), within(1e6));
        assertThat(shown).containsPattern("\"cpu_ms_total\"\\s*:\\s*[1-9]");
    }

    private void ask(String name) {
        try {
            assertThat(server.ask(name + ".example.com")).isNotEmpty();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatRemovedAppsHaveUsedIsNotLost() throws Exception {
        put("gone.example.com", "for (let i = 0; i < 1e7; i++); return new Response('ok')");
        ask("gone");
        Map<String, Double> before = costs("nano_cpu_seconds_total");

        client.delete("/admin/apps?hostname=gone.example.com");

        Map<String, Double> after = costs("nano_cpu_seconds_total");
        assertThat(after).doesNotContainKey("gone.example.com");
        assertThat(after.get("removed"))
                .isGreaterThanOrEqualTo(before.get("removed") + before.get("gone.example.com") * 0.99);
        assertThat(sum(after)).isGreaterThanOrEqualTo(sum(before));
    }
}
