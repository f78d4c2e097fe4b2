package dev.nano.runtime.log;

import org.slf4j.event.Level;

/** Writes lines field by field into a buffer. Used by one thread only. */
interface LineFormat {

    /** Starts a line. {@code level} is null-free; {@code event} is a name such as {@code app_added}. */
    void begin(StringBuilder out, long millis, Level level, String event);

    /** Adds a field. The value may come from anywhere and hold anything. */
    void field(StringBuilder out, String key, String value);

    /** Adds a field whose value is a number or {@code true} or {@code false}. */
    void bare(StringBuilder out, String key, String value);

    void field(StringBuilder out, String key, long value);

    /** Adds text of several lines that are meant to be read as such: a stack, what an app prints. */
    void block(StringBuilder out, String key, String text);

    /** Ends the line. */
    void end(StringBuilder out);
}
