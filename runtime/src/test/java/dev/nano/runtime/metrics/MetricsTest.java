package dev.nano.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.nano.runtime.LoggedEvents;
import dev.nano.runtime.admin.AdminClient;
import dev.nano.runtime.admin.AdminServer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What {@code /metrics} shows of a runtime, over real sockets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetricsTest {

    private static final String SECRET = "env-value-nobody-may-see";

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

    private void put(String host, String handler) throws Exception {
        put(host, 60_000, handler);
    }

    private void put(String host, int timeoutMs, String handler) throws Exception {
        String body = """
            {"name": "counted", "timeout_ms": %d, "env": {"KEY": "%s"}, "files": {"index.js": "export default { fetch: %s }"}}
            """.formatted(timeoutMs, SECRET, handler);
        client.putValid("/admin/apps/" + host, body);
    }

    private List<String> scrape() throws Exception {
        return client.get("/metrics").body().lines().toList();
    }

    @Test
    void seriesOfAnAppAppearWithItsRequestsAndGoWithTheApp() throws Exception {
        put("m.example.com", "(r, env) => new Response('ok', { status: env.KEY ? 200 : 500 })");
        assertThat(scrape())
                .contains("nano_isolates{app=\"counted\",host=\"m.example.com\"} 1.0")
                .noneMatch(
                        line -> line.startsWith("nano_request_seconds_bucket{app=\"counted\",host=\"m.example.com\""));

        server.ask("m.example.com");
        server.ask("m.example.com");
        put("m.example.com", "() => { throw new Error('no') }");
        server.ask("m.example.com");
        put("m.example.com", "not JavaScript");

        String labels = "{app=\"counted\",host=\"m.example.com\"";
        await().untilAsserted(() -> assertThat(scrape())
                .contains(
                        "nano_requests_total" + labels + ",status=\"2xx\"} 2.0",
                        "nano_requests_total" + labels + ",status=\"5xx\"} 1.0",
                        "nano_request_seconds_count" + labels + "} 3",
                        "nano_request_seconds_bucket" + labels + ",le=\"+Inf\"} 3",
                        "nano_reloads_total" + labels + ",result=\"success\"} 1.0",
                        "nano_reloads_total" + labels + ",result=\"failure\"} 1.0",
                        "nano_limit_kills_total" + labels + ",limit=\"timeout\"} 0.0",
                        "nano_limit_kills_total" + labels + ",limit=\"memory\"} 0.0",
                        "nano_queue_length" + labels + "} 0.0",
                        "nano_quarantined" + labels + "} 0.0")
                .anyMatch(line -> line.startsWith("nano_isolate_memory_bytes" + labels)));

        client.delete("/admin/apps?hostname=m.example.com");

        assertThat(scrape()).noneMatch(line -> line.contains("m.example.com"));
    }

    @Test
    void aRequestThatRunsOutOfTimeIsCountedAsALimitKill() throws Exception {
        put("t.example.com", 500, "() => new Promise(() => {})");

        assertThat(server.ask("t.example.com")).contains("timeout");

        await().untilAsserted(() -> assertThat(scrape())
                .contains("nano_limit_kills_total{app=\"counted\",host=\"t.example.com\",limit=\"timeout\"} 1.0"));
    }

    @Test
    void theProcessShowsItselfToo() throws Exception {
        assertThat(scrape())
                .contains("nano_info{javascript=\"optimizing\",version=\"1.2.3\"} 1", "nano_stuck_threads 0.0")
                .anyMatch(line -> line.startsWith("jvm_memory_used_bytes{"))
                .anyMatch(line -> line.startsWith("jvm_threads_live_threads "))
                .anyMatch(line -> line.startsWith("process_cpu_usage "))
                .anyMatch(line -> line.startsWith("netty_allocator_memory_used{"))
                .anyMatch(line -> line.startsWith("nano_connections{listener=\"http\"} "))
                .anyMatch(line -> line.startsWith("nano_connections_accepted_total{listener=\"http\"} "));
    }

    @Test
    void connectionsAreCountedForAsLongAsTheProcessLives() throws Exception {
        double before = value("nano_connections_accepted_total{listener=\"http\"} ");
        System.gc();
        server.ask("nobody.example.com");

        assertThat(value("nano_connections_accepted_total{listener=\"http\"} ")).isGreaterThan(before);
    }

    private double value(String series) throws Exception {
        return scrape().stream()
                .filter(line -> line.startsWith(series))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void neitherTheTokenNorValuesOfTheEnvironmentShowUpAnywhere() throws Exception {
        String seen;
        String logged;
        try (var log = new LoggedEvents(Level.TRACE)) {
            put("s.example.com", "(r, env) => new Response(String(env.KEY.length))");
            put("s.example.com", "broken on purpose");
            client.put("/admin/apps", """
                {"apps": [{"name": "s", "hostname": "s.example.com", "env": {"KEY": "%s"}, "files": {"index.js": 7}},
                          {"name": "s", "hostname": "s.example.com", "env": ["%s"], "path": "/x"}]}
                """.formatted(SECRET, SECRET));
            assertThat(server.ask("s.example.com")).isEqualTo("24");

            seen = client.get("/metrics").body()
                    + client.get("/admin/apps").body()
                    + client.get("/admin/apps/s.example.com").body()
                    + client.get("/admin/health").body();
            logged = log.text();
        }

        assertThat(logged).contains("app_added").contains("s.example.com");
        assertThat(seen + logged).doesNotContain(SECRET).doesNotContain(AdminServer.TOKEN);
    }
}
