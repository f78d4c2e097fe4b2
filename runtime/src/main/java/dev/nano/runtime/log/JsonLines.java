package dev.nano.runtime.log;

import org.slf4j.event.Level;

/** {@code {"time":"2026-01-31T12:00:00.000Z","level":"INFO","event":"app_added","host":"a.local","took_ms":12}}. */
final class JsonLines implements LineFormat {

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final Timestamps timestamps = new Timestamps();

    @Override
    public void begin(StringBuilder out, long millis, Level level, String event) {
        out.append("{\"time\":\"");
        timestamps.append(out, millis);
        out.append("\",\"level\":\"").append(level.name()).append("\",\"event\":");
        quote(out, event);
    }

    @Override
    public void field(StringBuilder out, String key, String value) {
        key(out, key);
        quote(out, value);
    }

    @Override
    public void bare(StringBuilder out, String key, String value) {
        key(out, key);
        out.append(value);
    }

    @Override
    public void field(StringBuilder out, String key, long value) {
        key(out, key);
        out.append(value);
    }

    @Override
    public void block(StringBuilder out, String key, String text) {
        field(out, key, text);
    }

    @Override
    public void end(StringBuilder out) {
        out.append("}\n");
    }

    /** Keys stand in the source code and need no escapes. */
    private static void key(StringBuilder out, String key) {
        out.append(",\"").append(key).append("\":");
    }

    private static void quote(StringBuilder out, String value) {
        out.append('"');
        int plain = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c >= ' ' && c != '"' && c != '\\' && c != 0x7f) {
                continue;
            }
            out.append(value, plain, i).append('\\');
            plain = i + 1;
            switch (c) {
                case '"', '\\' -> out.append(c);
                case '\n' -> out.append('n');
                case '\r' -> out.append('r');
                case '\t' -> out.append('t');
                default -> out.append("u00").append(HEX[c >> 4]).append(HEX[c & 15]);
            }
        }
        out.append(value, plain, value.length()).append('"');
    }
}
