package dev.nano.runtime.isolate;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What apps fetch from: {@code /small}, {@code /large} and {@code /trickle} that never end, {@code /hang}, {@code /upload}. */
final class Upstream implements AutoCloseable {

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    Upstream() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            switch (exchange.getRequestURI().getPath()) {
                case "/large" -> send(exchange, 65_536, 0);
                case "/trickle" -> send(exchange, 1, 100);
                case "/upload" -> {
                    InputStream body = exchange.getRequestBody();
                    body.transferTo(java.io.OutputStream.nullOutputStream());
                    exchange.sendResponseHeaders(204, -1);
                }
                case "/hang" -> Thread.sleep(Long.MAX_VALUE);
                default -> {
                    exchange.sendResponseHeaders(200, 1024);
                    exchange.getResponseBody().write(new byte[1024]);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int bytes, int pauseMillis)
            throws IOException, InterruptedException {
        exchange.sendResponseHeaders(200, 0);
        while (true) {
            exchange.getResponseBody().write(new byte[bytes]);
            exchange.getResponseBody().flush();
            Thread.sleep(pauseMillis);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
