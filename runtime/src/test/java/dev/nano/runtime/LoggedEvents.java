package dev.nano.runtime;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What is logged between its making and its closing. */
public final class LoggedEvents implements AutoCloseable {

    private final ListAppender<ILoggingEvent> events = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.nano");

    public LoggedEvents() {
        this(Level.INFO);
    }

    public LoggedEvents(Level level) {
        events.start();
        logger.setLevel(level);
        logger.addAppender(events);
    }

    /** The events of this name, each as the keys and values that go with it. */
    public List<String> named(String name) {
        return List.copyOf(events.list).stream()
                .filter(event -> event.getMessage().equals(name))
                .map(event -> String.valueOf(event.getKeyValuePairs()))
                .toList();
    }

    /** All that is logged of any event. */
    public String text() {
        return List.copyOf(events.list).stream()
                .map(event -> event.getFormattedMessage() + event.getKeyValuePairs() + event.getThrowableProxy())
                .toList()
                .toString();
    }

    @Override
    public void close() {
        logger.detachAppender(events);
        logger.setLevel(null);
    }
}
