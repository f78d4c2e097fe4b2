package dev.nano.runtime.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * The queue of lines and the one thread that writes them, many at a time.
 *
 * <p>The queue is a ring: a producer claims the next place by counting {@code claimed} up and then puts its line there; the
 * writer takes lines in order and counts {@code written} up.
 */
final class LogWriter implements AutoCloseable {

    private static final int CAPACITY = 1 << 14;
    private static final int MASK = CAPACITY - 1;
    /** Of all lines that wait, in characters: 16 MiB at the most. */
    private static final long MOST_WEIGHT = 8L * 1024 * 1024;

    private static final int BATCH_CHARS = 32 * 1024;
    /** Between two looks at the queue while lines keep coming; waking a thread for each would cost more than the line. */
    private static final long SHORT_NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    /** Between two looks at what apps have lost. */
    private static final long BUDGETS_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** After so many looks in vain the writer sleeps until it is woken. */
    private static final int LOOKS = 10;

    private final AtomicReferenceArray<LogLine> ring = new AtomicReferenceArray<>(CAPACITY);
    private final AtomicLong claimed = new AtomicLong();
    private volatile long written;
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong weight = new AtomicLong();

    private final OutputStream sink;
    private final LineFormat format;
    private final LogLimits limits;
    private final Thread thread;

    // Of the thread alone.
    private final StringBuilder batch = new StringBuilder(BATCH_CHARS + 4096);
    private long reported;
    private int looks;
    private long budgetsSeen = System.nanoTime();

    private volatile boolean asleep;
    private volatile boolean closed;

    LogWriter(OutputStream sink, LineFormat format) {
        this(sink, format, LogLimits.of(AppLogRate.DEFAULT, AppLogRate.REQUESTS, LogBudgets.INTERVAL_NANOS));
    }

    LogWriter(OutputStream sink, LineFormat format, LogLimits limits) {
        this.sink = sink;
        this.format = format;
        this.limits = limits;
        this.thread = Thread.ofPlatform().daemon().name("nano-log").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** How full the queue may be for a line to be taken; the more important, the fuller. */
    enum Room {
        /** What apps print must not crowd out the rest. */
        CONSOLE(CAPACITY / 2),
        NORMAL(CAPACITY * 4 / 5),
        IMPORTANT(CAPACITY);

        private final int most;

        Room(int most) {
            this.most = most;
        }
    }

    /** Queues what an app prints unless it prints too much. */
    void console(String app, Level level, String message) {
        LogBudgets budgets = limits.console();
        if (budgets.take(app, message)) {
            var line = new LogLine.Console(System.currentTimeMillis(), level, app, message);
            add(new LogLine.Budgeted(budgets, app, line), Room.CONSOLE);
        }
    }

    /** Queues the line of a request unless its app has had too many. */
    void request(LogLine.Request line) {
        LogBudgets budgets = limits.requests();
        if (budgets.take(line.app(), 1, line.length())) {
            add(new LogLine.Budgeted(budgets, line.app(), line), Room.NORMAL);
        }
    }

    /** Queues an event that an app or a client can cause. */
    void event(@Nullable String app, String logger, LogLine.Event event, Room room) {
        LogBudgets budgets = app == null ? limits.loggers() : limits.events();
        String subject = app == null ? logger : app;
        if (budgets.take(subject, 1, event.length())) {
            add(new LogLine.Budgeted(budgets, subject, event), room);
        }
    }

    /** Queues a line or, if there is no room, drops it. Never waits. */
    void add(LogLine line, Room room) {
        int own = line.weight();
        if (own > 0 && weight.addAndGet(own) > MOST_WEIGHT) {
            drop(line);
            return;
        }
        long place;
        do {
            place = claimed.get();
            if (place - written >= room.most || closed) {
                drop(line);
                return;
            }
        } while (!claimed.compareAndSet(place, place + 1));
        ring.set((int) place & MASK, line);
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    private void drop(LogLine line) {
        weight.addAndGet(-line.weight());
        dropped.getAndIncrement();
        line.leaveQueue();
    }

    /** Whether the writer sleeps until a line wakes it. */
    boolean isAsleep() {
        return asleep;
    }

    /** Lines that found no room since the start. */
    long dropped() {
        return dropped.get();
    }

    private void run() {
        boolean goesOn = true;
        while (goesOn) {
            long before = written;
            try {
                goesOn = look();
            } catch (RuntimeException | Error e) {
                // Out of memory, for example. Without this thread nothing would ever be logged again.
                dropped.addAndGet(written - before);
                batch.setLength(0);
                LockSupport.parkNanos(SHORT_NAP_NANOS);
            }
        }
    }

    /** Writes what there is and rests when there is nothing. Returns false when it is closed and all is written. */
    private boolean look() {
        boolean ending = closed;
        boolean some = takeBatch();
        long lost = dropped.get();
        if (lost != reported && written + CAPACITY / 2 > claimed.get()) {
            droppedLine(lost - reported).write(batch, format);
            reported = lost;
        }
        long now = System.nanoTime();
        if (ending || now - budgetsSeen > BUDGETS_NANOS) {
            budgetsSeen = now;
            limits.report(now).forEach(line -> line.write(batch, format));
        }
        flush();
        if (some) {
            looks = 0;
        } else if (ending) {
            return false;
        } else if (++looks < LOOKS) {
            LockSupport.parkNanos(SHORT_NAP_NANOS);
        } else {
            sleep();
            looks = 0;
        }
        return true;
    }

    private boolean takeBatch() {
        long first = written;
        long place = first;
        while (batch.length() < BATCH_CHARS) {
            LogLine line = ring.getAndSet((int) place & MASK, null);
            if (line == null) {
                break;
            }
            // At once: a line that cannot be written must not be waited for.
            written = ++place;
            line.leaveQueue();
            weight.addAndGet(-line.weight());
            line.write(batch, format);
        }
        return place != first;
    }

    private void flush() {
        if (batch.isEmpty()) {
            return;
        }
        try {
            sink.write(batch.toString().getBytes(StandardCharsets.UTF_8));
            sink.flush();
        } catch (IOException e) {
            // Nobody reads standard output any more; there is no place left to say so.
            dropped.getAndIncrement();
        }
        batch.setLength(0);
    }

    private void sleep() {
        asleep = true;
        if (claimed.get() == written && !closed) {
            if (limits.isOwingReports()) {
                LockSupport.parkNanos(this, BUDGETS_NANOS);
            } else {
                LockSupport.park(this);
            }
        }
        asleep = false;
    }

    private static LogLine droppedLine(long count) {
        return new LogLine.Event(
                System.currentTimeMillis(),
                Level.WARN,
                "log_lines_dropped",
                List.of(new LogLine.Pair("count", Long.toString(count), true)),
                null);
    }

    /** Writes what is queued, for up to a second, and takes no more. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
