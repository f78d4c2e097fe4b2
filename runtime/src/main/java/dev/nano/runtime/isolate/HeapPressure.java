package dev.nano.runtime.isolate;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps apps that are each within their limit from exceeding the heap together. When the part of the heap that survives
 * collections is nearly full, no JavaScript runs until there is room again: first idle isolates go; then a full
 * collection tells what is really alive; if that is still too much, the largest isolates are ended, as many as it takes
 * to be well below again. Those far smaller than the largest are never ended.
 */
final class HeapPressure {

    private static final Logger log = LoggerFactory.getLogger(HeapPressure.class);

    /** Part of the heap, garbage included, from which on something is done. */
    private static final double HIGH = 0.75;
    /**
     * Part of the heap alive from which on isolates are ended. So far below {@link #HIGH} that a heap which keeps just
     * less than this alive is not collected at every tick.
     */
    private static final double TOO_MUCH = 0.65;
    /** Part of the heap alive when enough of them are. */
    private static final double ENOUGH = 0.50;
    /** How far back the growth of the heap is looked at: a collection that promotes much at once is not yet a trend. */
    private static final double RECENT_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    /** Apps may fill gigabytes in a second, and to stop them takes a while when the processors are busy. */
    private static final double LOOK_AHEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** Part of the heap that is kept free for that, at the most: a short burst alone is no reason to end anybody. */
    private static final double MOST_GROWTH = 0.25;
    /** A burst is no trend: growth is reason to end anybody once it has gone on so soon after everybody was stopped. */
    private static final long GOES_ON_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    /** One that is so many times smaller than the largest, ended or not, is not what fills the heap. */
    private static final int FAR_SMALLER = 10;
    /** Bytes; more than any heap has, and still a number that can be summed up. */
    private static final long UNKNOWN = 1L << 50;
    /** How many of those that may be large are measured before some of them are ended. */
    private static final int CANDIDATES = 16;
    /** How long an isolate is waited for after its end; one that cannot be interrupted does not hold up the others. */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    /** When nothing helps but the return of threads that are late, everybody is stopped no more often than this. */
    private static final long BACKOFF_NANOS = TimeUnit.MILLISECONDS.toNanos(1000);
    /** Given up while relief works, which itself needs some memory when there is none. */
    private static final int RESERVE_BYTES = 4 << 20;

    private final Isolates isolates;
    /** Of its own: the measuring thread may be waiting for one that cannot be interrupted. */
    private final Meter meter;

    private final long max = Runtime.getRuntime().maxMemory();
    private final ExecutorService relief = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("nano-pressure").factory());
    private final AtomicBoolean relieving = new AtomicBoolean();
    private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    /** Where objects are that have survived, and large ones from the start. */
    private final List<MemoryPoolMXBean> lasting = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .filter(pool -> !pool.getName().matches(".*(Eden|Survivor|Young).*"))
            .toList();
    /** Relief thread only; held so that it can be given up. */
    @SuppressWarnings("UnusedVariable")
    private byte @Nullable [] reserve = new byte[RESERVE_BYTES];

    /** Watchdog only, as are the next two. */
    private long usedAtTick;

    /** Bytes by which the heap has lately grown. */
    private double grown;

    private long tickedAt = System.nanoTime();

    /** When JavaScript last went on after relief; written while {@link #relieving}. */
    private long relievedAt = tickedAt - GOES_ON_NANOS;
    /** Before that, relief would change nothing; written while {@link #relieving}, read by the watchdog. */
    private volatile long notBefore = tickedAt;

    HeapPressure(Isolates isolates) {
        requireExplicitCollections();
        this.isolates = isolates;
        meter = isolates.engine().newMeter();
    }

    /** Without them, garbage would be taken for what apps hold, and innocent ones would be ended for it. */
    private static void requireExplicitCollections() {
        var diagnostics = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        if (Boolean.parseBoolean(diagnostics.getVMOption("DisableExplicitGC").getValue())) {
            throw new IllegalStateException("-XX:+DisableExplicitGC: not supported, because memory limits need full"
                    + " collections (expected: the JVM option removed, also from NANO_JAVA_OPTS)");
        }
    }

    void start() {
        // Once for nothing: classes that were first loaded when the heap is full could not be loaded any more.
        relief.execute(() -> endLargest(0, 0));
        isolates.pause().run();
    }

    /** Whether memory is short for all apps together. */
    boolean isHigh() {
        return used() > max * HIGH;
    }

    private long used() {
        long used = 0;
        for (MemoryPoolMXBean pool : lasting) {
            used += pool.getUsage().getUsed();
        }
        return used;
    }

    /** Called by the watchdog at every tick. */
    void tick(long now) {
        long growth = growth(used(), now);
        if (usedAtTick + growth > max * HIGH && now - notBefore >= 0 && relieving.compareAndSet(false, true)) {
            // Right here: by the time that another thread has got a processor the heap may be full.
            Runnable resume = isolates.pause();
            relief.execute(() -> relieve(now - relievedAt < GOES_ON_NANOS ? growth : 0, resume));
        }
    }

    /** Bytes by which the heap will have grown before it can be looked after again, if it goes on as of late. */
    private long growth(long used, long now) {
        grown = grown * Math.max(0, 1 - (now - tickedAt) / RECENT_NANOS) + Math.max(0, used - usedAtTick);
        usedAtTick = used;
        tickedAt = now;
        return (long) Math.min(grown * LOOK_AHEAD_NANOS / RECENT_NANOS, max * MOST_GROWTH);
    }

    /** @param growth bytes by which the heap is expected to grow on */
    private void relieve(long growth, Runnable resume) {
        try {
            reserve = null;
            endIdle();
            long live = liveAfterFullCollection() + growth;
            if (live > max * TOO_MUCH) {
                long late = heldByLate(live);
                List<Isolate> ended = endLargest(live - late, live - late - (long) (max * ENOUGH));
                if (ended.isEmpty()) {
                    // What those hold who have been ended comes free when their threads return, and not before.
                    notBefore = System.nanoTime() + BACKOFF_NANOS;
                } else {
                    awaitClosed(ended);
                    liveAfterFullCollection();
                }
            }
            reserve = new byte[RESERVE_BYTES];
        } catch (OutOfMemoryError e) {
            // The next tick tries again. To log it would take memory.
        } finally {
            try {
                resume.run();
            } finally {
                relievedAt = System.nanoTime();
                relieving.set(false);
            }
        }
    }

    private void endIdle() {
        List<Isolate> leaving = new ArrayList<>(isolates.ended());
        for (Isolate idle : isolates.idleOldestFirst(System.nanoTime())) {
            idle.endIfIdle();
            // The isolates do not know it any more, but its context is still being closed.
            if (idle.isEnded()) {
                leaving.add(idle);
            }
        }
        awaitClosed(leaving);
    }

    /**
     * What an ended isolate holds is only free when its thread has left it; until then nobody else need be ended. Waits for those
     * only that have just been ended: everybody else waits for this.
     */
    void awaitClosed(List<Isolate> ended) {
        long now = System.nanoTime();
        long latest = 0;
        List<CompletableFuture<Void>> closed = new ArrayList<>();
        for (Isolate isolate : ended) {
            long left = PATIENCE_NANOS - isolate.nanosSinceEnd(now);
            if (left > 0) {
                closed.add(isolate.closed());
                latest = Math.max(latest, left);
            }
        }
        try {
            CompletableFuture.allOf(closed.toArray(CompletableFuture<?>[]::new)).get(latest, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            log.atWarn().addKeyValue("isolates", ended.size()).log("heap_relief_slow");
        } catch (ExecutionException e) {
            throw new IllegalStateException("closing an isolate failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What those may hold that have been ended, but whose threads have not left them: no reason to end anybody else. */
    private long heldByLate(long live) {
        long held = 0;
        for (Isolate late : isolates.ended()) {
            held += mayHold(late);
        }
        return held == 0 ? 0 : Math.min(held, unexplained(live));
    }

    /** Bytes at the most. Counting stops at the limit: one that is over it may hold any number. */
    private static long mayHold(Isolate isolate) {
        return isolate.isOverLimit() ? UNKNOWN : Math.max(isolate.liveBytes(), isolate.possibleBytes());
    }

    private static long largest(List<Isolate> some) {
        return some.stream().mapToLong(HeapPressure::mayHold).max().orElse(0);
    }

    /** What the heap holds and no context that goes on does. */
    private long unexplained(long live) {
        long explained = 0;
        for (Isolate isolate : isolates.all()) {
            if (!isolate.isEnded()) {
                explained += isolate.liveBytes();
            }
        }
        return Math.max(0, live - explained);
    }

    /** Young collections leave garbage among the survivors; nobody is ended on the word of one. */
    private long liveAfterFullCollection() {
        System.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    /** An isolate and what it is to be blamed for: what its context holds, and what only its thread can hold. */
    private record Blame(Isolate isolate, long bytes) {}

    private List<Isolate> endLargest(long live, long tooMuch) {
        List<Isolate> candidates =
                isolates.largestFirst().stream().limit(CANDIDATES).toList();
        measure(candidates);
        long unexplained = unexplained(live);
        List<Blame> blames = candidates.stream()
                .filter(isolate -> !isolate.isEnded())
                .map(isolate ->
                        new Blame(isolate, isolate.liveBytes() + Math.min(isolate.allocatedInRun(), unexplained)))
                .sorted(Comparator.comparingLong(Blame::bytes).reversed())
                .toList();
        // Measuring has ended those over their own limit.
        List<Isolate> ended =
                new ArrayList<>(candidates.stream().filter(Isolate::isEnded).toList());
        long freed = Math.min(
                unexplained, ended.stream().mapToLong(HeapPressure::mayHold).sum());
        long largestOfAll = Math.max(
                blames.isEmpty() ? 0 : blames.getFirst().bytes(), Math.min(unexplained, largest(isolates.ended())));
        for (Blame largest : blames) {
            boolean isFarSmaller = largest.bytes() < largestOfAll / FAR_SMALLER;
            if (freed >= tooMuch || isFarSmaller) {
                break;
            }
            freed += largest.bytes();
            log.atWarn()
                    .addKeyValue("app", largest.isolate().pool().app())
                    .addKeyValue("isolate_bytes", largest.bytes())
                    .addKeyValue("heap_bytes", live)
                    .addKeyValue("heap_max_bytes", max)
                    .log("heap_pressure");
            largest.isolate().end(IsolateEnd.PRESSURE);
            ended.add(largest.isolate());
        }
        return ended;
    }

    /** All JavaScript is paused meanwhile; one that does not get that far in time is judged by what it has allocated. */
    private void measure(List<Isolate> candidates) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        for (Isolate candidate : candidates) {
            candidate.measure(meter, Math.max(0, deadline - System.nanoTime()));
        }
    }

    void close() {
        relief.shutdownNow();
    }
}
