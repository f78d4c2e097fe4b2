package dev.nano.runtime.log;

import dev.nano.runtime.log.LogBudgets.Subject;
import java.util.ArrayList;
import java.util.List;

/**
 * The budgets of all that apps and their clients can have written to the log, one for each kind of line, so that a flood of one
 * kind hides neither another app's lines nor what the runtime says about the app itself.
 *
 * @param console what apps print
 * @param requests one line for each request
 * @param events what the runtime says about an app
 * @param loggers what the runtime says about something else, such as a connection
 */
record LogLimits(LogBudgets console, LogBudgets requests, LogBudgets events, LogBudgets loggers) {

    /** Of events about one app, and of one logger. */
    private static final AppLogRate EVENTS = new AppLogRate(50, 128 * 1024);
    /** An access log line with a path of ordinary length. */
    private static final int BYTES_OF_REQUEST = 512;

    /** @param requestLines most access log lines of one app in a second */
    static LogLimits of(AppLogRate console, int requestLines, long intervalNanos) {
        var requests =
                new AppLogRate(requestLines, (int) Math.min(Integer.MAX_VALUE, (long) requestLines * BYTES_OF_REQUEST));
        return new LogLimits(
                new LogBudgets(console, intervalNanos),
                new LogBudgets(requests, intervalNanos, Subject.APP, "--log-app-requests"),
                new LogBudgets(EVENTS, intervalNanos, Subject.APP, "too many events about one app"),
                new LogBudgets(EVENTS, intervalNanos, Subject.LOGGER, "too many events of one kind"));
    }

    private List<LogBudgets> all() {
        return List.of(console, requests, events, loggers);
    }

    boolean isOwingReports() {
        return all().stream().anyMatch(LogBudgets::isOwingReports);
    }

    List<LogLine> report(long now) {
        List<LogLine> due = new ArrayList<>();
        all().forEach(budgets -> due.addAll(budgets.report(now)));
        return due;
    }
}
