package dev.nano.runtime.exchange;

/** Answers requests. Called on a connection's event loop: must not block and must not run JavaScript there. */
@FunctionalInterface
public interface RequestHandler {

    /** Takes over {@code exchange}; every exchange must sooner or later be answered or failed, on any thread. */
    void handle(Exchange exchange);
}
