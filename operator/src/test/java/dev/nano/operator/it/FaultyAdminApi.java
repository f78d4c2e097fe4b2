package dev.nano.operator.it;

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

/** In front of the admin API of a real runtime: passes everything on, until it is told to fail. */
final class FaultyAdminApi implements AutoCloseable {

    private final RuntimeProcess runtime;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private volatile int failure;
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

    void heal() {
        failure = 0;
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
            HttpResponse<byte[]> answer = client.send(
                    HttpRequest.newBuilder(runtime.admin()
                                    .resolve(exchange.getRequestURI().toString()))
                            .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body))
                            .header(
                                    "authorization",
                                    exchange.getRequestHeaders().getFirst("authorization"))
                            .build(),
                    BodyHandlers.ofByteArray());
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
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
