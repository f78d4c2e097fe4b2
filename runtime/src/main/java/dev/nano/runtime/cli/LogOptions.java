package dev.nano.runtime.cli;

import dev.nano.runtime.app.RequestLog;
import dev.nano.runtime.log.AppLogRate;
import dev.nano.runtime.log.LogFormat;
import dev.nano.runtime.log.Logging;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import org.slf4j.event.Level;
import picocli.CommandLine.Option;

/** What goes to standard output. */
final class LogOptions {

    /** Spelled out, because a flag that is on by default could not be switched off by the environment. */
    enum Switch {
        ON,
        OFF
    }

    @Option(names = "--log-format", paramLabel = "text|json", description = "How log lines look (default: text).")
    private LogFormat format = LogFormat.TEXT;

    @Option(
            names = "--access-log",
            paramLabel = "on|off",
            description = "Whether each request gets a log line (default: on).")
    private Switch accessLog = Switch.ON;

    @Option(
            names = "--log-app-lines",
            paramLabel = "N",
            description = "Most lines that one app may print in a second; what is dropped is counted in "
                    + "log_lines_dropped (default: 500).")
    private int appLines = AppLogRate.DEFAULT.lines();

    @Option(
            names = "--log-app-bytes",
            paramLabel = "N",
            description = "Most bytes that one app may print in a second (default: 524288).")
    private int appBytes = AppLogRate.DEFAULT.bytes();

    @Option(
            names = "--log-app-requests",
            paramLabel = "N",
            description = "Most access log lines of one app in a second (default: 2000).")
    private int appRequests = AppLogRate.REQUESTS;

    LogFormat format() {
        return format;
    }

    /** Takes over standard output until it is closed. */
    Logging start() throws CommandFailure {
        if (appLines < 1 || appBytes < 1 || appRequests < 1) {
            throw new CommandFailure(
                    Main.BAD_USAGE, "--log-app-lines, --log-app-bytes and --log-app-requests (expected: 1 or more)");
        }
        return Logging.start(
                new FileOutputStream(FileDescriptor.out),
                format,
                Level.INFO,
                new AppLogRate(appLines, appBytes),
                appRequests);
    }

    RequestLog requests(Logging logging) {
        return accessLog == Switch.ON ? logging.requests() : (exchange, app, outcome) -> {};
    }
}
