package dev.nano.runtime.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.event.Level;

/**
 * What each app may still write to the log. An app that writes more loses lines, which are counted, and no other app does. The
 * same holds for loggers of the runtime, which are written to for what clients and apps do.
 */
final class LogBudgets {

    /** Lines of one app that may wait for the writer: one app must not fill the queue, however slow the writer is. */
    static final int MOST_QUEUED = 2048;

    /** Between two lines about what an app has lost. */
    static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** So many seconds' worth may be printed at once. */
    private static final int BURST_SECONDS = 2;

    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    private final AppLogRate rate;
    private final long intervalNanos;
    private final Subject subject;
    private final String reason;
    /** Of the apps that have written lately. */
    private final Map<String, Budget> byApp = new ConcurrentHashMap<>();

    /** Who has a budget: an app, or a logger of the runtime. */
    enum Subject {
        APP("app"),
        LOGGER("logger");

        private final String key;

        Subject(String key) {
            this.key = key;
        }
    }

    LogBudgets(AppLogRate rate, long intervalNanos) {
        this(rate, intervalNanos, Subject.APP, "--log-app-lines, --log-app-bytes");
    }

    /** @param reason what the line about dropped lines gives as their reason */
    LogBudgets(AppLogRate rate, long intervalNanos, Subject subject, String reason) {
        this.rate = rate;
        this.intervalNanos = intervalNanos;
        this.subject = subject;
        this.reason = reason;
    }

    private final class Budget {
        // All guarded by this.
        private double lines = (double) rate.lines() * BURST_SECONDS;
        private double bytes = (double) rate.bytes() * BURST_SECONDS;
        private long filledAt;
        private long droppedLines;
        private long droppedBytes;
        private long droppedSince;
        private int queued;

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
            if (lines >= 1 && bytes >= 1 && queued < MOST_QUEUED) {
                lines -= moreLines;
                bytes -= moreBytes;
                queued++;
                return true;
            }
            if (droppedLines == 0) {
                droppedSince = now;
            }
            droppedLines += moreLines;
            droppedBytes += moreBytes;
            return false;
        }

        synchronized void leaveQueue() {
            queued = Math.max(0, queued - 1);
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
                                new LogLine.Pair(subject.key, app, false),
                                new LogLine.Pair("lines", Long.toString(droppedLines), true),
                                new LogLine.Pair("bytes", Long.toString(droppedBytes), true),
                                new LogLine.Pair("reason", reason, false)),
                        null));
                droppedLines = 0;
                droppedBytes = 0;
            }
        }

        synchronized boolean isIdle(long now) {
            fill(now);
            return droppedLines == 0 && queued == 0 && lines >= (double) rate.lines() * BURST_SECONDS;
        }
    }

    /** Whether {@code app} may print {@code message} now; counts it when not. What may be is {@link #written} later. */
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
        return take(app, lines, bytes);
    }

    /** As {@link #take(String, String)}, for what has so many lines and bytes. */
    boolean take(String app, int lines, int bytes) {
        long now = System.nanoTime();
        Budget budget = byApp.get(app);
        if (budget == null) {
            budget = byApp.computeIfAbsent(app, name -> new Budget(now));
        }
        return budget.take(lines, bytes, now);
    }

    /** A line of {@code app} that was taken has left the queue. */
    void written(String app) {
        Budget budget = byApp.get(app);
        if (budget != null) {
            budget.leaveQueue();
        }
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
