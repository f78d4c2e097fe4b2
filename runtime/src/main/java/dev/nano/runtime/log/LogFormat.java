package dev.nano.runtime.log;

/** What the lines look like. */
public enum LogFormat {
    /** Readable: time, level, event, {@code key=value} pairs. */
    TEXT {
        @Override
        LineFormat lines() {
            return new TextLines();
        }
    },
    /** One JSON object for each line, with the pairs as members. */
    JSON {
        @Override
        LineFormat lines() {
            return new JsonLines();
        }
    };

    abstract LineFormat lines();
}
