package dev.nano.operator.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import org.slf4j.LoggerFactory;

/** How log lines look. */
public enum LogFormat {
    TEXT,
    JSON;

    /** From now on the process logs so, to standard output. */
    public void start() {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        var layout = this == JSON ? new JsonLines() : new TextLines();
        layout.setContext(context);
        layout.start();
        var encoder = new LayoutWrappingEncoder<ILoggingEvent>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.start();
        var appender = new ConsoleAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(appender);
        // They tell at INFO what only their developers want to know.
        context.getLogger("io.javaoperatorsdk").setLevel(Level.WARN);
        context.getLogger("Default ConfigurationService implementation").setLevel(Level.WARN);
        context.getLogger("io.fabric8").setLevel(Level.WARN);
        // That v1alpha1 is no stable version.
        context.getLogger("io.fabric8.kubernetes.client.dsl.internal.VersionUsageUtils")
                .setLevel(Level.ERROR);
    }
}
