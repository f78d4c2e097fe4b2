package dev.nano.runtime.http;

import dev.nano.runtime.exchange.Exchange;
import dev.nano.runtime.exchange.RequestHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** A listener on a free loopback port for one test. */
final class Served implements AutoCloseable {
    private final HttpThreads threads;
    private final HttpListener listener;

    private Served(HttpThreads threads, HttpListener listener) {
        this.threads = threads;
        this.listener = listener;
    }

    static Served by(RequestHandler handler) throws IOException {
        return by(handler, config -> config);
    }

    static Served by(RequestHandler handler, UnaryOperator<HttpListenerConfig> change) throws IOException {
        return on(HttpThreads.start(1), handler, change);
    }

    static Served on(HttpThreads threads, RequestHandler handler, UnaryOperator<HttpListenerConfig> change)
            throws IOException {
        HttpListenerConfig config = change.apply(HttpListenerConfig.of("127.0.0.1", 0));
        return new Served(threads, HttpListener.start(threads, config, handler));
    }

    /** Timeouts so short that a test can wait for them, and so long that it is in time on a busy machine where it has to be. */
    static HttpTimeouts shortTimeouts() {
        Duration shortly = Duration.ofSeconds(1);
        return new HttpTimeouts(shortly, shortly, shortly, shortly, HttpTimeouts.DEFAULT.drainGrace());
    }

    /** Answers with a line that says what was asked for, from another thread. */
    static void echo(Exchange exchange) {
        Thread.startVirtualThread(() -> exchange.respond(
                200, new String[] {"content-type", "text/plain"}, exchange.method() + " " + exchange.url()));
    }

    HttpListener listener() {
        return listener;
    }

    RawClient connect() throws IOException {
        return new RawClient(listener.address());
    }

    int port() {
        return listener.address().getPort();
    }

    @Override
    public void close() {
        listener.close();
        threads.close();
    }
}
