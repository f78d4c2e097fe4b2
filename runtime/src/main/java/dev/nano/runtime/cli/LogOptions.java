package dev.nano.runtime.cli;

import dev.nano.runtime.app.RequestLog;
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

    LogFormat format() {
        return format;
    }

    /** Takes over standard output until it is closed. */
    Logging start() {
        return Logging.start(new FileOutputStream(FileDescriptor.out), format, Level.INFO);
    }

    RequestLog requests(Logging logging) {
        return accessLog == Switch.ON ? logging.requests() : (exchange, app, outcome) -> {};
    }
}
