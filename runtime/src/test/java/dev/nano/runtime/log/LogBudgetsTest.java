package dev.nano.runtime.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class LogBudgetsTest {

    private static final int FLOOD = 100_000;

    @Test
    void anAppThatFloodsLosesItsOwnLinesWhichAreCounted() {
        var out = new ByteArrayOutputStream();
        var budgets = new LogBudgets(new AppLogRate(100, 1 << 20), TimeUnit.MILLISECONDS.toNanos(50));
        try (var writer = new LogWriter(out, LogFormat.TEXT.lines(), budgets)) {
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
