package dev.nano.runtime.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.event.Level;

/** What each app may still print. An app that prints more loses lines, which are counted, and no other app does. */
final class LogBudgets {

    /** Between two lines about what an app has lost. */
    static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** So many seconds' worth may be printed at once. */
    private static final int BURST_SECONDS = 2;

    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    private final AppLogRate rate;
    private final long intervalNanos;
    /** Of the apps that have printed lately. */
    private final Map<String, Budget> byApp = new ConcurrentHashMap<>();

    LogBudgets(AppLogRate rate, long intervalNanos) {
        this.rate = rate;
        this.intervalNanos = intervalNanos;
    }

    private final class Budget {
        // All guarded by this.
        private double lines = (double) rate.lines() * BURST_SECONDS;
        private double bytes = (double) rate.bytes() * BURST_SECONDS;
        private long filledAt;
        private long droppedLines;
        private long droppedBytes;
        private long droppedSince;

        Budget(long now) {
            filledAt = now;
        }

        private void fill(long now) {
            double seconds = (now - filledAt) / SECOND;
            filledAt = now;
            lines = Math.min((double) rate.lines() * BURST_SECONDS, lines + seconds * rate.lines());
            bytes = Math.min((double) rate.bytes() * BURST_SECONDS, bytes + seconds * rate.bytes());
        }

        synchronized boolean take(int moreLines, int moreBytes, long now) {
            fill(now);
            // The last message may be larger than what is left, so that a long one has a chance at all.
            if (lines >= 1 && bytes >= 1) {
                lines -= moreLines;
                bytes -= moreBytes;
                return true;
            }
            if (droppedLines == 0) {
                droppedSince = now;
            }
            droppedLines += moreLines;
            droppedBytes += moreBytes;
            return false;
        }

        synchronized boolean hasDropped() {
            return droppedLines > 0;
        }

        synchronized void report(String app, long now, List<LogLine> to) {
            if (droppedLines > 0 && now - droppedSince >= intervalNanos) {
                to.add(new LogLine.Event(
                        System.currentTimeMillis(),
                        Level.WARN,
                        "log_lines_dropped",
                        List.of(
                                new LogLine.Pair("app", app, false),
                                new LogLine.Pair("lines", Long.toString(droppedLines), true),
                                new LogLine.Pair("bytes", Long.toString(droppedBytes), true),
                                new LogLine.Pair("reason", "--log-app-lines, --log-app-bytes", false)),
                        null));
                droppedLines = 0;
                droppedBytes = 0;
            }
        }

        synchronized boolean isIdle(long now) {
            fill(now);
            return droppedLines == 0 && lines >= (double) rate.lines() * BURST_SECONDS;
        }
    }

    /** Whether {@code app} may print {@code message} now; counts it when not. */
    boolean take(String app, String message) {
        int lines = 1;
        int bytes = 64;
        for (int i = 0; i < message.length(); i++) {
            char c = message.charAt(i);
            if (c == '\n') {
                lines++;
                bytes += 7;
            } else {
                bytes += c < ' ' ? 6 : c < 0x80 ? 1 : 3;
            }
        }
        long now = System.nanoTime();
        return byApp.computeIfAbsent(app, name -> new Budget(now)).take(lines, bytes, now);
    }

    /** Whether there will be something to {@link #report}. */
    boolean isOwingReports() {
        return byApp.values().stream().anyMatch(Budget::hasDropped);
    }

    /** The lines about what was dropped that are due, and forgets apps that print little. */
    List<LogLine> report(long now) {
        List<LogLine> due = new ArrayList<>();
        byApp.forEach((app, budget) -> budget.report(app, now, due));
        byApp.values().removeIf(budget -> budget.isIdle(now));
        return due;
    }
}
