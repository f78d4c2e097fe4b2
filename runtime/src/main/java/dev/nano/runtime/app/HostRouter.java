package dev.nano.runtime.app;

import dev.nano.runtime.exchange.Exchange;
import dev.nano.runtime.exchange.Failure;
import dev.nano.runtime.exchange.RequestHandler;
import dev.nano.runtime.isolate.IsolatePool;
import dev.nano.runtime.isolate.LoadException;

/** Where a request finds its app. */
public final class HostRouter implements RequestHandler {

    private final Apps apps;
    private final RequestLog requestLog;
    private final boolean dev;

    public HostRouter(Apps apps, RequestLog requestLog) {
        this(apps, requestLog, false);
    }

    /**
     * @param dev answers for an app whose newest version does not load with what is wrong with it, whether or not an older
     *     one could serve: who has just saved it wants to know
     */
    public HostRouter(Apps apps, RequestLog requestLog, boolean dev) {
        this.apps = apps;
        this.requestLog = requestLog;
        this.dev = dev;
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
        // Not the app itself: a client that is slow would keep the code of a version that is gone.
        AppStats stats = app.stats();
        String name = app.spec().name();
        exchange.onOver(outcome -> {
            stats.over(outcome);
            requestLog.log(exchange, name, outcome);
        });
        // A pool that was replaced between the look-up and here refuses; the table then already names its successor.
        while (app != null) {
            IsolatePool isolates = app.isolates();
            String held = app.held();
            if (held != null) {
                exchange.fail(Failure.QUARANTINED, "the app '" + app.spec().name() + "' is quarantined: " + held);
                return;
            }
            LoadException problem = app.problem();
            if (isolates == null || (dev && problem != null)) {
                String reason = dev && problem != null ? problem.describe() : "see its log";
                exchange.fail(Failure.LOAD_FAILED, "the app '" + app.spec().name() + "' did not load; " + reason);
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
