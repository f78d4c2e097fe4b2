package dev.nano.operator.probe;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /healthz}, {@code /readyz} and {@code /metrics}. */
public final class ProbeServer implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private ProbeServer(HttpServer server) {
        this.server = server;
    }

    /** What the operator says of itself: null when all is well, else what is not. */
    public interface Checks {

        /** Whether it should be started anew. */
        @Nullable
        String healthz();

        /** Whether it has begun its work, be it as a standby. */
        @Nullable
        String readyz();
    }

    /** @throws IOException when the address cannot be listened on */
    public static ProbeServer start(InetSocketAddress address, Checks checks, OperatorMetrics metrics)
            throws IOException {
        var probes = new ProbeServer(HttpServer.create(address, 0));
        probes.server.setExecutor(probes.threads);
        probes.server.createContext("/healthz", exchange -> answer(exchange, checks::healthz));
        probes.server.createContext("/readyz", exchange -> answer(exchange, checks::readyz));
        probes.server.createContext(
                "/metrics",
                exchange -> send(exchange, 200, "text/plain; version=0.0.4; charset=utf-8", metrics.scrape()));
        probes.server.start();
        return probes;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    private static void answer(HttpExchange exchange, Supplier<@Nullable String> check) throws IOException {
        String ailment = check.get();
        send(
                exchange,
                ailment == null ? 200 : 503,
                "text/plain; charset=utf-8",
                (ailment == null ? "ok" : ailment) + "\n");
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().set("content-type", type);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
