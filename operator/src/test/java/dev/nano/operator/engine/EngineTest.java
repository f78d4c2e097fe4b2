package dev.nano.operator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.nano.api.NanoApp;
import dev.nano.operator.desired.AppKey;
import dev.nano.operator.desired.Apps;
import dev.nano.operator.desired.FakeSources;
import dev.nano.operator.desired.Planner;
import dev.nano.operator.desired.Policy;
import dev.nano.operator.pod.AdminClient;
import dev.nano.operator.pod.AdminToken;
import dev.nano.operator.pod.CallMeter;
import dev.nano.operator.pod.RuntimePod;
import dev.nano.operator.pod.SyncSettings;
import dev.nano.operator.status.AppStatus;
import dev.nano.operator.status.PodView;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the engine makes of pods that come and go. */
class EngineTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AppKey KEY = new AppKey("team", "a");

    private final AdminClient client = new AdminClient(AdminToken.of("token"), null);
    private final Engine engine = new Engine(
            new Planner(new FakeSources(), Policy.ALLOW_ALL, namespace -> Map.of(), Duration.ZERO),
            client,
            SyncSettings.of(Duration.ofSeconds(60), Duration.ofSeconds(30)),
            CallMeter.NONE);
    private final Set<AppKey> woken = ConcurrentHashMap.newKeySet();
    private volatile NanoApp app = Apps.app("a", 1, Apps.inline("a.example", "one"));

    private Pod first;
    private Pod second;

    @BeforeEach
    void start() throws IOException {
        first = new Pod("first", false);
        second = new Pod("second", true);
        engine.connect(() -> List.of(app), woken::addAll);
        engine.pods(Map.of("first", first.ready()));
        engine.lead();
        await().untilAsserted(() -> assertThat(ready()).isEqualTo("True Served 1/1"));
    }

    @AfterEach
    void stop() {
        engine.close();
        client.close();
        first.server.stop(0);
        second.server.stop(0);
    }

    private String ready() {
        List<PodView> pods = engine.views("a.example");
        var verdict = engine.verdict(KEY);
        if (pods == null
                || verdict == null
                || verdict.of().generation() != app.getMetadata().getGeneration()) {
            return "unknown";
        }
        var status = AppStatus.of(app, verdict, pods, "http", "2026-01-01T00:00:00Z");
        var ready = AppStatus.ready(status);
        return ready.getStatus() + " " + ready.getReason() + " " + status.podsReady();
    }

    @Test
    void aPodThatGoesBeforeItHasConfirmedAChangeIsWaitedForNoMore() {
        engine.pods(Map.of("first", first.ready(), "second", second.ready()));
        // It has been told everything and loads it: what changes from now on, it has to confirm.
        await().until(() -> second.isComplete);
        second.isStuck = true;
        app = Apps.edited(app, Apps.inline("a.example", "two"));
        engine.markDirty();
        await().untilAsserted(() -> assertThat(ready()).isEqualTo("False Syncing 1/2"));

        engine.pods(Map.of("first", first.ready()));
        woken.clear();
        await().atMost(Duration.ofSeconds(30)).until(() -> woken.contains(KEY));
        assertThat(ready()).isEqualTo("True Served 1/1");
    }

    /** A runtime without JavaScript. */
    private static final class Pod {

        final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        final Map<String, ObjectNode> apps = new ConcurrentHashMap<>();
        private final String name;
        private final boolean loadsForEver;
        volatile boolean isComplete;
        volatile boolean isStuck;

        Pod(String name, boolean loadsForEver) throws IOException {
            this.name = name;
            this.loadsForEver = loadsForEver;
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/", this::serve);
            server.start();
        }

        RuntimePod ready() {
            URI admin = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
            return new RuntimePod(name, "1", admin, true, false);
        }

        private void serve(HttpExchange exchange) throws IOException {
            String call =
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
            ObjectNode answer = JSON.createObjectNode();
            if (call.equals("GET /admin/health")) {
                answer.put("status", isComplete ? "ready" : "not_ready");
            } else if (call.equals("GET /admin/apps")) {
                ArrayNode all = answer.putArray("apps");
                apps.values().forEach(all::add);
            } else if (call.equals("PUT /admin/apps")) {
                isComplete = true;
                answer.putArray("missing");
            } else if (isStuck) {
                // Nobody hears of it again.
                return;
            } else {
                String hostname = call.substring(call.lastIndexOf('/') + 1);
                ObjectNode put = (ObjectNode) JSON.readTree(exchange.getRequestBody());
                put.put("hostname", hostname).put("source", "admin").put("state", loadsForEver ? "loading" : "serving");
                apps.put(hostname, put);
            }
            byte[] bytes = JSON.writeValueAsBytes(answer);
            boolean isPut = call.startsWith("PUT /admin/apps/");
            exchange.sendResponseHeaders(isPut && loadsForEver ? 202 : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        }
    }
}
