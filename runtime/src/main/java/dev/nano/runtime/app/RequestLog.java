package dev.nano.runtime.app;

import dev.nano.runtime.exchange.Exchange;
import dev.nano.runtime.exchange.Outcome;

/** Takes one line per request. Called on event loops: must not block. */
@FunctionalInterface
public interface RequestLog {

    /** @param app name of the app, {@code -} when none answered for the host */
    void log(Exchange exchange, String app, Outcome outcome);
}
