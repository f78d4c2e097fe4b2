package dev.nano.runtime.log;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import dev.nano.runtime.app.RequestLog;
import dev.nano.runtime.exchange.Exchange;
import dev.nano.runtime.exchange.Failure;
import dev.nano.runtime.exchange.Outcome;
import dev.nano.runtime.web.ConsoleSink;
import java.io.OutputStream;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The log of the process. While it is open, everything that is logged through SLF4J goes where it says. */
public final class Logging implements AutoCloseable {

    private static final int LONGEST_MESSAGE = 16 * 1024;
    private static final int LONGEST_PATH = 1024;
    private static final int LONGEST_METHOD = 32;

    private final LogWriter writer;

    private Logging(LogWriter writer) {
        this.writer = writer;
    }

    /**
     * Starts writing.
     *
     * @param level what is less important is left out; {@code console} messages and requests never are
     */
    public static Logging start(OutputStream out, LogFormat format, Level level) {
        return start(out, format, level, AppLogRate.DEFAULT, AppLogRate.REQUESTS);
    }

    /**
     * As {@link #start(OutputStream, LogFormat, Level)}.
     *
     * @param rate what each app may print
     * @param requests most access log lines of each app in a second
     */
    public static Logging start(OutputStream out, LogFormat format, Level level, AppLogRate rate, int requests) {
        LogWriter writer = new LogWriter(out, format.lines(), LogLimits.of(rate, requests, LogBudgets.INTERVAL_NANOS));
        writer.start();
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        var appender = new WriterAppender(writer);
        appender.setContext(context);
        appender.start();
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(ch.qos.logback.classic.Level.convertAnSLF4JLevel(level));
        root.addAppender(appender);
        // Libraries tell at INFO what only their developers want to know.
        context.getLogger("io.netty").setLevel(ch.qos.logback.classic.Level.WARN);
        // What fails there fails a fetch, and its app is told; an app must not fill the log with it.
        context.getLogger("reactor").setLevel(ch.qos.logback.classic.Level.OFF);
        return new Logging(writer);
    }

    /** One line for each request. */
    public RequestLog requests() {
        return this::request;
    }

    private void request(Exchange exchange, String app, Outcome outcome) {
        Failure failure = outcome.failure();
        writer.request(new LogLine.Request(
                System.currentTimeMillis(),
                exchange.id(),
                app,
                shortened(exchange.method(), LONGEST_METHOD),
                shortened(exchange.path(), LONGEST_PATH),
                outcome.status(),
                outcome.tookNanos(),
                outcome.bytesSent(),
                exchange.clientAddress(),
                failure != null ? failure.code() : outcome.clientLeft() ? "client_left" : null));
    }

    /** What apps print; each message up to 16 Ki characters. */
    public ConsoleSink console() {
        return (app, level, message) -> writer.console(app, level, shortened(message, LONGEST_MESSAGE));
    }

    private static String shortened(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest) + "... (" + text.length() + " characters)";
    }

    /** Prints text for people between the lines, as it is. */
    public void print(String text) {
        writer.add(new LogLine.Plain(text), LogWriter.Room.IMPORTANT);
    }

    /** Lines that were dropped since the start because standard output was too slow. */
    public long droppedLines() {
        return writer.dropped();
    }

    /** Writes what is queued, for up to a second. */
    @Override
    public void close() {
        writer.close();
    }
}
