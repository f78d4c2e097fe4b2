package dev.nano.runtime.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import dev.nano.runtime.text.Excerpt;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;

/** From Logback's events to lines. */
final class WriterAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

    private static final int LONGEST_STACK = 16 * 1024;
    private static final String OURS = "dev.nano.";

    private final LogWriter writer;

    WriterAppender(LogWriter writer) {
        this.writer = writer;
    }

    @Override
    protected void append(ILoggingEvent event) {
        Level level = Level.valueOf(event.getLevel().toString());
        List<LogLine.Pair> pairs = new ArrayList<>();
        String name = event.getFormattedMessage();
        if (!event.getLoggerName().startsWith(OURS)) {
            // Libraries have sentences and no event names.
            pairs.add(new LogLine.Pair("logger", event.getLoggerName(), false));
            pairs.add(new LogLine.Pair("message", name, false));
            name = "library";
        }
        String app = null;
        boolean isAudit = false;
        List<KeyValuePair> given = event.getKeyValuePairs();
        if (given != null) {
            for (KeyValuePair pair : given) {
                if (pair.key.equals("app")) {
                    app = String.valueOf(pair.value);
                }
                isAudit |= pair.key.equals("actor");
                pairs.add(new LogLine.Pair(
                        pair.key,
                        Excerpt.of(String.valueOf(pair.value), Excerpt.STACK),
                        pair.value instanceof Boolean || pair.value instanceof Integer || pair.value instanceof Long));
            }
        }
        String stack = event.getThrowableProxy() == null
                ? null
                : Excerpt.of(ThrowableProxyUtil.asString(event.getThrowableProxy()), LONGEST_STACK);
        var room = level.toInt() >= Level.INFO.toInt() ? LogWriter.Room.IMPORTANT : LogWriter.Room.NORMAL;
        var line = new LogLine.Event(event.getTimeStamp(), level, name, pairs, stack);
        if (isAudit || (app == null && level.toInt() <= Level.INFO.toInt())) {
            // Who changed what, and how the process starts and stops.
            writer.add(line, room);
        } else {
            writer.event(app, event.getLoggerName(), line, room);
        }
    }
}
