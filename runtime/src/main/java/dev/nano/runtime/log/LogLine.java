package dev.nano.runtime.log;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** One line on its way to the writer, not yet formatted; immutable. */
sealed interface LogLine {

    void write(StringBuilder out, LineFormat format);

    /** How many characters an app had a say in: they may wait in limited number only. */
    default int weight() {
        return 0;
    }

    /** It has left the queue, written or dropped. */
    default void leaveQueue() {}

    /** A request that is over. */
    record Request(
            long millis,
            String id,
            String app,
            String method,
            String path,
            int status,
            long tookNanos,
            long bytes,
            String client,
            @Nullable String failure)
            implements LogLine {
        /** In the log, about. */
        int length() {
            return 128 + method.length() + path.length();
        }

        @Override
        public void write(StringBuilder out, LineFormat format) {
            format.begin(out, millis, Level.INFO, "request");
            format.field(out, "id", id);
            format.field(out, "app", app);
            format.field(out, "method", method);
            format.field(out, "path", path);
            format.field(out, "status", status);
            format.field(out, "took_ms", tookNanos / 1_000_000);
            format.field(out, "bytes", bytes);
            format.field(out, "client", client);
            if (failure != null) {
                format.field(out, "failure", failure);
            }
            format.end(out);
        }
    }

    /** What an app printed. */
    record Console(long millis, Level level, String app, String message) implements LogLine {
        @Override
        public int weight() {
            return message.length();
        }

        @Override
        public void write(StringBuilder out, LineFormat format) {
            format.begin(out, millis, level, "console");
            format.field(out, "app", app);
            format.block(out, "message", message);
            format.end(out);
        }
    }

    /** A line that has been taken from the budget of an app or a logger. */
    record Budgeted(LogBudgets budgets, String subject, LogLine line) implements LogLine {
        @Override
        public int weight() {
            return line.weight();
        }

        @Override
        public void leaveQueue() {
            budgets.written(subject);
        }

        @Override
        public void write(StringBuilder out, LineFormat format) {
            line.write(out, format);
        }
    }

    /** Anything else. */
    record Event(
            long millis,
            Level level,
            String event,
            List<Pair> pairs,
            @Nullable String stack) implements LogLine {
        /** In the log, about. */
        int length() {
            int length = 64 + event.length() + (stack == null ? 0 : stack.length());
            for (Pair pair : pairs) {
                length += pair.key().length() + pair.value().length() + 4;
            }
            return length;
        }

        @Override
        public void write(StringBuilder out, LineFormat format) {
            format.begin(out, millis, level, event);
            for (Pair pair : pairs) {
                if (pair.isBare()) {
                    format.bare(out, pair.key(), pair.value());
                } else {
                    format.field(out, pair.key(), pair.value());
                }
            }
            if (stack != null) {
                format.block(out, "stack", stack);
            }
            format.end(out);
        }
    }

    /** @param isBare whether the value is a number or a truth value */
    record Pair(String key, String value, boolean isBare) {}

    /** Text for people, as it is. */
    record Plain(String text) implements LogLine {
        @Override
        public void write(StringBuilder out, LineFormat format) {
            out.append(text).append('\n');
        }
    }
}
