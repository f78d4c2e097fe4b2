package dev.nano.runtime.log;

import org.slf4j.event.Level;

/** {@code 2026-01-31T12:00:00.000Z INFO  app_added host=a.local took_ms=12}; values are quoted where they have to be. */
final class TextLines implements LineFormat {

    /** Begins each further line of a block, so that nobody can print what looks like a line of its own. */
    private static final String CONTINUED = "\n    | ";

    private final Timestamps timestamps = new Timestamps();

    @Override
    public void begin(StringBuilder out, long millis, Level level, String event) {
        timestamps.append(out, millis);
        out.append(
                switch (level) {
                    case ERROR -> " ERROR ";
                    case WARN -> " WARN  ";
                    case INFO -> " INFO  ";
                    case DEBUG -> " DEBUG ";
                    case TRACE -> " TRACE ";
                });
        out.append(event);
    }

    @Override
    public void field(StringBuilder out, String key, String value) {
        out.append(' ').append(key).append('=');
        if (isPlain(value)) {
            out.append(value);
            return;
        }
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                default -> out.append(isControl(c) ? '?' : c);
            }
        }
        out.append('"');
    }

    @Override
    public void bare(StringBuilder out, String key, String value) {
        out.append(' ').append(key).append('=').append(value);
    }

    @Override
    public void field(StringBuilder out, String key, long value) {
        out.append(' ').append(key).append('=').append(value);
    }

    @Override
    public void block(StringBuilder out, String key, String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '\n') {
            end--;
        }
        out.append(text.lastIndexOf('\n', end - 1) >= 0 ? CONTINUED : " ");
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                out.append(CONTINUED);
            } else if (c == '\t') {
                out.append("    ");
            } else if (c != '\r') {
                out.append(isControl(c) ? '?' : c);
            }
        }
    }

    @Override
    public void end(StringBuilder out) {
        out.append('\n');
    }

    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c <= ' ' || c == '"' || c == '=' || c == '\\' || isControl(c)) {
                return false;
            }
        }
        return !value.isEmpty();
    }

    /** Terminals obey some of them. */
    private static boolean isControl(char c) {
        return c < ' ' || (c >= 0x7f && c < 0xa0) || c == '\u2028' || c == '\u2029';
    }
}
