package dev.nano.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class LineFormatTest {

    /** 2026-01-31T12:00:00.007Z. */
    private static final long MILLIS = 1_769_860_800_007L;

    private static final LogLine REQUEST =
            new LogLine.Request(MILLIS, "id-1", "shop", "GET", "/a b\"\u001b", 200, 12_999_999, 5, "::1", null);

    private static String text(LogLine line) {
        StringBuilder out = new StringBuilder();
        line.write(out, new TextLines());
        return out.toString();
    }

    private static JsonNode json(LogLine line) throws Exception {
        StringBuilder out = new StringBuilder();
        line.write(out, new JsonLines());
        assertThat(out.toString()).endsWith("}\n").doesNotContain("\u001b", "\u007f");
        assertThat(out.toString().chars().filter(c -> c == '\n')).hasSize(1);
        return new JsonMapper().readTree(out.toString());
    }

    @Test
    void aRequestIsOneReadableLine() {
        assertThat(text(REQUEST))
                .isEqualTo("2026-01-31T12:00:00.007Z INFO  request id=id-1 app=shop method=GET path=\"/a b\\\"?\""
                        + " status=200 took_ms=12 bytes=5 client=::1\n");
    }

    @Test
    void aRequestIsOneJsonObject() throws Exception {
        JsonNode line = json(REQUEST);
        assertThat(line.path("time").asText()).isEqualTo("2026-01-31T12:00:00.007Z");
        assertThat(line.path("event").asText()).isEqualTo("request");
        assertThat(line.path("status").isInt()).isTrue();
        assertThat(line.path("path").asText()).isEqualTo("/a b\"\u001b");
    }

    @Test
    void timesBeforeAndAfterASecondAreRight() {
        StringBuilder out = new StringBuilder();
        Timestamps timestamps = new Timestamps();
        for (long millis : new long[] {MILLIS, MILLIS + 992, MILLIS + 993, MILLIS - 8, -1}) {
            timestamps.append(out, millis);
            out.append(' ');
        }
        assertThat(out)
                .hasToString("2026-01-31T12:00:00.007Z 2026-01-31T12:00:00.999Z 2026-01-31T12:00:01.000Z"
                        + " 2026-01-31T11:59:59.999Z 1969-12-31T23:59:59.999Z ");
    }

    @Test
    void whatAnAppPrintsCannotPassForALineOfItsOwn() throws Exception {
        LogLine line = new LogLine.Console(
                MILLIS, Level.WARN, "shop", "one\n2026-01-31T12:00:00.007Z INFO  request app=bank\r\n\u001b[31mred\n");
        assertThat(text(line)).isEqualTo("""
            2026-01-31T12:00:00.007Z WARN  console app=shop
                | one
                | 2026-01-31T12:00:00.007Z INFO  request app=bank
                | ?[31mred
            """);
        assertThat(json(line).path("message").asText()).contains("\u001b[31mred");
    }

    @Test
    void aShortMessageStaysOnItsLine() {
        assertThat(text(new LogLine.Console(MILLIS, Level.INFO, "shop", "hello wörld")))
                .endsWith("INFO  console app=shop hello wörld\n");
    }

    @Test
    void pairsKeepTheirKind() throws Exception {
        LogLine line = new LogLine.Event(
                MILLIS,
                Level.ERROR,
                "app_not_loaded",
                List.of(
                        new LogLine.Pair("error", "index.js:3: x = 1", false),
                        new LogLine.Pair("took_ms", "12", true),
                        new LogLine.Pair("empty", "", false)),
                "java.lang.Error\n\tat x");
        assertThat(text(line))
                .isEqualTo("2026-01-31T12:00:00.007Z ERROR app_not_loaded error=\"index.js:3: x = 1\" took_ms=12"
                        + " empty=\"\"\n    | java.lang.Error\n    |     at x\n");
        assertThat(json(line).path("took_ms").isInt()).isTrue();
        assertThat(json(line).path("stack").asText()).isEqualTo("java.lang.Error\n\tat x");
    }
}
