package dev.nano.runtime.admin;

import dev.nano.runtime.metrics.Metrics;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /metrics}. Without a token it has the series of the process alone: the others name every app and hostname and
 * tell their traffic.
 */
final class ShowMetrics implements Route {

    private static final Logger log = LoggerFactory.getLogger(ShowMetrics.class);

    private final Metrics metrics;
    private final AdminToken admin;
    private final AdminToken scraper;
    private final AtomicBoolean hasWarned = new AtomicBoolean();

    /** @param scraper shows them too, and opens nothing else */
    ShowMetrics(Metrics metrics, AdminToken admin, AdminToken scraper) {
        this.metrics = metrics;
        this.admin = admin;
        this.scraper = scraper;
    }

    @Override
    public Answer answer(Call call) {
        String authorization = call.header("authorization");
        boolean withApps = admin.isIn(authorization) || scraper.isIn(authorization);
        if (!withApps && !hasWarned.getAndSet(true)) {
            log.atWarn()
                    .addKeyValue("client", call.exchange().clientAddress())
                    .addKeyValue("remedy", "send the token of --metrics-token-file")
                    .log("app_series_hidden");
        }
        String format = Metrics.format(call.header("accept"));
        return Answer.text(format, metrics.scrape(format, withApps));
    }
}
