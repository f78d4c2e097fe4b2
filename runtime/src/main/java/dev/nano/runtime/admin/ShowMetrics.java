package dev.nano.runtime.admin;

import dev.nano.runtime.metrics.Metrics;

/** {@code GET /metrics}. */
record ShowMetrics(Metrics metrics) implements Route {

    @Override
    public Answer answer(Call call) {
        String format = Metrics.format(call.header("accept"));
        return Answer.text(format, metrics.scrape(format));
    }
}
