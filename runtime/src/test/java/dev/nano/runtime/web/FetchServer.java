package dev.nano.runtime.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What apps fetch from: {@code /small} (1 KB), {@code /large} (an answer that never ends), {@code
 * /packed?CODING} (what the constructor was given), {@code /hang}, {@code /upload} (the length of
 * the body). Counts what goes on.
 */
final class FetchServer implements AutoCloseable {

    final AtomicInteger requests = new AtomicInteger();
    /** Answers of {@code /large} whose client has gone. */
    final AtomicInteger cut = new AtomicInteger();

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private final byte[] packed;

    /** @param packed what {@code /packed} answers with */
    FetchServer(byte[] packed) {
        this.packed = packed;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        try (exchange) {
            switch (exchange.getRequestURI().getPath()) {
                case "/small" -> {
                    byte[] text = new byte[1024];
                    Arrays.fill(text, (byte) 's');
                    exchange.sendResponseHeaders(200, text.length);
                    exchange.getResponseBody().write(text);
                }
                case "/large" -> large(exchange);
                case "/packed" -> packed(exchange);
                case "/upload" -> {
                    long length = 0;
                    byte[] block = new byte[65_536];
                    for (int n = 0; n >= 0; n = exchange.getRequestBody().read(block)) {
                        length += n;
                    }
                    byte[] text = String.valueOf(length).getBytes(StandardCharsets.US_ASCII);
                    exchange.sendResponseHeaders(200, text.length);
                    exchange.getResponseBody().write(text);
                }
                case "/hang" -> Thread.sleep(Long.MAX_VALUE);
                default -> exchange.sendResponseHeaders(404, -1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void packed(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders()
                .add("content-encoding", exchange.getRequestURI().getQuery());
        exchange.getResponseHeaders()
                .add("x-accepts", exchange.getRequestHeaders().getFirst("accept-encoding"));
        exchange.sendResponseHeaders(200, packed.length);
        exchange.getResponseBody().write(packed);
    }

    private void large(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        byte[] block = new byte[65_536];
        try (OutputStream out = exchange.getResponseBody()) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            cut.incrementAndGet();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
