package dev.nano.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nano.runtime.exchange.Exchange;
import dev.nano.runtime.exchange.Outcome;
import dev.nano.runtime.exchange.RequestHandler;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps what a listener is asked, for a test that answers it itself. */
final class Arrivals implements RequestHandler {

    private final BlockingQueue<Exchange> arrived = new LinkedBlockingQueue<>();

    @Override
    public void handle(Exchange exchange) {
        arrived.add(exchange);
    }

    /** The one that has arrived first of those that have not been taken; waits for it. */
    Exchange next() throws InterruptedException {
        Exchange exchange = arrived.poll(30, TimeUnit.SECONDS);
        assertThat(exchange).isNotNull();
        return exchange;
    }

    static CompletableFuture<Outcome> outcome(Exchange exchange) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        exchange.onOver(outcome::complete);
        return outcome;
    }
}
