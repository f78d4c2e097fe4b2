package dev.nano.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

class LogBudgetsTest {

    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final int FLOOD = 100_000;

    @Test
    void anAppThatFloodsLosesItsOwnLinesWhichAreCounted() {
        var out = new ByteArrayOutputStream();
        var limits = LogLimits.of(new AppLogRate(100, 1 << 20), 100, INTERVAL_NANOS);
        try (var writer = new LogWriter(out, LogFormat.TEXT.lines(), limits)) {
            writer.start();
            for (int i = 0; i < FLOOD; i++) {
                writer.console("flood", Level.INFO, "spam");
            }
            writer.console("quiet", Level.INFO, "a line of another app");
            await().until(() -> text(out).contains("log_lines_dropped app=flood lines="));
            assertThat(text(out)).contains("console app=quiet a line of another app");
        }
        assertThat(text(out).lines().filter(line -> line.contains("spam")).count())
                .isBetween(200L, FLOOD / 2L);
    }

    /** Requests that nothing else bounds, events about an app, and about something that a client does. */
    @ParameterizedTest
    @ValueSource(strings = {"requests", "events", "loggers"})
    void noKindOfLineThatAnAppOrItsClientsCauseIsWithoutABudget(String kind) {
        var out = new ByteArrayOutputStream();
        var limits = LogLimits.of(AppLogRate.DEFAULT, 100, INTERVAL_NANOS);
        var event = new LogLine.Event(0, Level.WARN, "spam", List.of(), null);
        try (var writer = new LogWriter(out, LogFormat.TEXT.lines(), limits)) {
            writer.start();
            for (int i = 0; i < FLOOD; i++) {
                switch (kind) {
                    case "requests" -> writer.request(request("flood", "/spam"));
                    case "events" -> writer.event("flood", "a.Logger", event, LogWriter.Room.IMPORTANT);
                    default -> writer.event(null, "flood", event, LogWriter.Room.IMPORTANT);
                }
            }
            writer.request(request("quiet", "/kept"));
            writer.event("quiet", "a.Logger", event, LogWriter.Room.IMPORTANT);
            await().until(() -> text(out).contains(" log_lines_dropped "));
            assertThat(text(out))
                    .contains("app=quiet method=GET path=/kept")
                    .containsPattern("log_lines_dropped (app|logger)=flood lines=");
        }
        assertThat(text(out).lines().filter(line -> line.contains("spam")).count())
                .isBetween(100L, FLOOD / 2L);
    }

    @Test
    void oneAppCannotFillTheQueueOfAWriterThatIsStuck() {
        var limits = LogLimits.of(new AppLogRate(1 << 20, 1 << 30), 1 << 20, INTERVAL_NANOS);
        var out = new ByteArrayOutputStream();
        // Not started: nothing leaves the queue.
        try (var writer = new LogWriter(out, LogFormat.TEXT.lines(), limits)) {
            for (int i = 0; i < 100_000; i++) {
                writer.console("flood", Level.INFO, "spam");
                writer.request(request("flood", "/spam"));
            }
            writer.console("quiet", Level.INFO, "a line of another app");
            assertThat(writer.dropped()).isZero();
            writer.start();
        }
        assertThat(text(out)).contains("a line of another app");
        assertThat(text(out).lines().filter(line -> line.contains("spam")).count())
                .isEqualTo(2L * LogBudgets.MOST_QUEUED);
        assertThat(limits.console().take("flood", "again")).as("room again").isTrue();
    }

    private static LogLine.Request request(String app, String path) {
        return new LogLine.Request(0, "id", app, "GET", path, 200, 0, 0, "127.0.0.1", null);
    }

    @Test
    void aMessageCountsAsTheLinesAndBytesThatItMakes() {
        var budgets = new LogBudgets(new AppLogRate(1000, 100_000), 1);
        assertThat(budgets.take("a", "\n".repeat(2000))).isTrue();
        assertThat(budgets.take("a", "x")).isFalse();
        assertThat(budgets.take("b", "\u0149".repeat(70_000))).isTrue();
        assertThat(budgets.take("b", "x")).isFalse();
        assertThat(budgets.isOwingReports()).isTrue();
        assertThat(budgets.report(Long.MAX_VALUE / 2 + System.nanoTime() / 2)).hasSize(2);
    }

    private static String text(ByteArrayOutputStream out) {
        return out.toString(StandardCharsets.UTF_8);
    }
}
