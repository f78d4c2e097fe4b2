package dev.nano.runtime.http;

import dev.nano.runtime.exchange.Exchange;
import dev.nano.runtime.exchange.Failure;
import dev.nano.runtime.exchange.RequestBody;
import dev.nano.runtime.exchange.RequestHandler;
import dev.nano.runtime.log.Failures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all connections of one listener share; safe on any thread. */
record Service(HttpListenerConfig config, RequestHandler handler, ConnectionStats stats) {
    private static final Logger log = LoggerFactory.getLogger(Service.class);

    /** What {@code head} asks for over {@code wire}. */
    HttpExchange exchange(Wire wire, RequestHead head, RequestBody body) {
        Peer peer = wire.peer();
        HttpExchange exchange = new HttpExchange(
                wire,
                head,
                body,
                head.requestId != null ? head.requestId : wire.state().newRequestId(),
                peer.trusted() ? Forwarded.of(head, peer, config.trustedProxies()) : null,
                System.nanoTime());
        wire.state().heads.add(head);
        return exchange;
    }

    /** What to answer when no exchange can come of what was sent over {@code wire}; counts and logs it. */
    ErrorAnswer refusal(Wire wire, Failure failure, String message) {
        stats.rejected();
        String id = wire.state().newRequestId();
        log.atDebug()
                .addKeyValue("id", id)
                .addKeyValue("client", wire.peer().address())
                .addKeyValue("code", failure.code())
                .addKeyValue("reason", message)
                .log("request_refused");
        return ErrorAnswer.of(failure, message, id);
    }

    /** Passes an exchange on; whatever the handler does, the exchange gets an answer. */
    void handle(HttpExchange exchange) {
        HeadBytes heads = exchange.loopState().heads;
        if (heads.isFull()) {
            exchange.fail(
                    Failure.QUEUE_FULL,
                    "too many requests are under way: their heads take " + heads.used() + " bytes (expected: at most "
                            + heads.most() + "); try again");
            return;
        }
        try {
            handler.handle(exchange);
        } catch (Throwable e) {
            failed(exchange, e);
        }
    }

    /** Answers for code that threw where it must not. */
    void failed(Exchange exchange, Throwable e) {
        Failures.tell(log, "request_handler_failed", e, "id", exchange.id(), "path", exchange.path());
        exchange.fail(Failure.INTERNAL, config.showDetails() ? e.toString() : "unexpected error; the log has more");
    }
}
