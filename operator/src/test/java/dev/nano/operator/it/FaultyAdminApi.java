package dev.nano.operator.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** In front of the admin API of a real runtime: passes everything on, until it is told to fail. */
final class FaultyAdminApi implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RuntimeProcess runtime;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private volatile int failure;
    private volatile @Nullable String stuck;
    private volatile CountDownLatch held = new CountDownLatch(0);

    FaultyAdminApi(RuntimeProcess runtime) throws IOException {
        this.runtime = runtime;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    URI admin() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** What operators call it. */
    String name() {
        return admin().getAuthority();
    }

    /** Every call is answered with this status. */
    void fail(int status) {
        failure = status;
    }

    /** Changes are not carried out before {@link #heal}; looks are. */
    void holdChanges() {
        held = new CountDownLatch(1);
    }

    /** A thread is stuck in the app at this hostname, until the quarantine of its digest is lifted. */
    void getStuck(String hostname) {
        stuck = hostname;
    }

    private byte[] withStuck(HttpExchange exchange, byte[] answer) throws IOException {
        boolean isLook = exchange.getRequestMethod().equals("GET")
                && exchange.getRequestURI().getPath().equals("/admin/apps");
        if (stuck == null || !isLook) {
            return answer;
        }
        JsonNode apps = JSON.readTree(answer);
        for (JsonNode app : apps.path("apps")) {
            if (app.path("hostname").asText().equals(stuck)) {
                ((ObjectNode) app)
                        .put("state", "quarantined")
                        .putObject("error")
                        .put("message", "stuck in a loop");
            }
        }
        return JSON.writeValueAsBytes(apps);
    }

    void heal() {
        failure = 0;
        stuck = null;
        held.countDown();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (failure != 0) {
                exchange.sendResponseHeaders(failure, -1);
                return;
            }
            if (!exchange.getRequestMethod().equals("GET")) {
                held.await();
            }
            if (exchange.getRequestMethod().equals("DELETE")
                    && exchange.getRequestURI().getPath().equals("/admin/quarantine")) {
                stuck = null;
            }
            HttpResponse<byte[]> answer = client.send(
                    HttpRequest.newBuilder(runtime.admin()
                                    .resolve(exchange.getRequestURI().toString()))
                            .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body))
                            .header(
                                    "authorization",
                                    exchange.getRequestHeaders().getFirst("authorization"))
                            .build(),
                    BodyHandlers.ofByteArray());
            byte[] bytes = withStuck(exchange, answer.body());
            exchange.sendResponseHeaders(answer.statusCode(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        heal();
        server.stop(0);
        threads.shutdownNow();
        client.close();
    }
}
