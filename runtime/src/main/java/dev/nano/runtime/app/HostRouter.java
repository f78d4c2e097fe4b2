package dev.nano.runtime.app;

import dev.nano.runtime.exchange.Exchange;
import dev.nano.runtime.exchange.Failure;
import dev.nano.runtime.exchange.RequestHandler;
import dev.nano.runtime.isolate.IsolatePool;

/** Where a request finds its app. */
public final class HostRouter implements RequestHandler {

    private final Apps apps;
    private final RequestLog requestLog;

    public HostRouter(Apps apps, RequestLog requestLog) {
        this.apps = apps;
        this.requestLog = requestLog;
    }

    @Override
    public void handle(Exchange exchange) {
        App app = apps.table().find(exchange.authority());
        if (app == null) {
            exchange.onOver(outcome -> requestLog.log(exchange, "-", outcome));
            exchange.fail(
                    Failure.NO_APP,
                    "no app for host '" + exchange.authority() + "'; add one with this hostname, or set default_app");
            return;
        }
        App routed = app;
        exchange.onOver(outcome -> {
            routed.stats().over(outcome);
            requestLog.log(exchange, routed.spec().name(), outcome);
        });
        // A pool that was replaced between the look-up and here refuses; the table then already names its successor.
        while (app != null) {
            IsolatePool isolates = app.isolates();
            if (isolates == null) {
                exchange.fail(Failure.LOAD_FAILED, "the app '" + app.spec().name() + "' did not load; see its log");
                return;
            }
            if (isolates.submit(exchange)) {
                return;
            }
            app = apps.table().find(exchange.authority());
        }
        exchange.fail(Failure.NO_APP, "the app for host '" + exchange.authority() + "' was just removed");
    }
}
