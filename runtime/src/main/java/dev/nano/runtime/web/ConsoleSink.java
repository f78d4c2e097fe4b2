package dev.nano.runtime.web;

import org.slf4j.event.Level;

/** Where {@code console.*} and uncaught errors of apps go. Called on isolate threads; must not block for long. */
@FunctionalInterface
public interface ConsoleSink {

    /** Takes one message, which may have several lines and be as long as the app likes. */
    void log(String app, Level level, String message);
}
