package dev.nano.runtime.isolate;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Duration;
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
 * to be well below again.
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
    /** How many of those that may be large are measured before some of them are ended. */
    private static final int CANDIDATES = 16;
    /** A full collection stops everything, so they are not made more often than this. */
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** How long ended isolates may take to close; one that cannot be interrupted does not hold up the others. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    /** Given up while relief works, which itself needs some memory when there is none. */
    private static final int RESERVE_BYTES = 4 << 20;

    private final Isolates isolates;
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

    private volatile long relievedAt = System.nanoTime() - REST_NANOS;

    HeapPressure(Isolates isolates) {
        this.isolates = isolates;
    }

    void start() {
        // Once for nothing: classes that were first loaded when the heap is full could not be loaded any more.
        relief.execute(() -> endLargest(0, 0));
        isolates.pause().run();
    }

    /** Whether memory is short for all apps together. */
    boolean isHigh() {
        long used = 0;
        for (MemoryPoolMXBean pool : lasting) {
            used += pool.getUsage().getUsed();
        }
        return used > max * HIGH;
    }

    /** Called by the watchdog at every tick. */
    void tick(long now) {
        if (now - relievedAt > REST_NANOS && isHigh() && relieving.compareAndSet(false, true)) {
            // Right here, since the heap fills up by a gigabyte in a second.
            Runnable resume = isolates.pause();
            relief.execute(() -> relieve(resume));
        }
    }

    private void relieve(Runnable resume) {
        try {
            reserve = null;
            isolates.idleOldestFirst(System.nanoTime()).forEach(Isolate::endIfIdle);
            awaitClosed(isolates.ended());
            long live = liveAfterFullCollection();
            if (live > max * TOO_MUCH) {
                awaitClosed(endLargest(live, live - (long) (max * ENOUGH)));
                liveAfterFullCollection();
            }
            reserve = new byte[RESERVE_BYTES];
        } catch (OutOfMemoryError e) {
            // The next tick tries again. To log it would take memory.
        } finally {
            relievedAt = System.nanoTime();
            relieving.set(false);
            resume.run();
        }
    }

    /** What an ended isolate holds is only free when its thread has left it; until then nobody else need be ended. */
    private void awaitClosed(List<Isolate> ended) {
        CompletableFuture<?>[] closed = ended.stream().map(Isolate::closed).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(closed).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            log.atWarn().addKeyValue("isolates", ended.size()).log("heap_relief_slow");
        } catch (ExecutionException e) {
            throw new IllegalStateException("closing an isolate failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Young collections leave garbage among the survivors; nobody is ended on the word of one. */
    private long liveAfterFullCollection() {
        System.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    private List<Isolate> endLargest(long live, long tooMuch) {
        List<Isolate> candidates =
                isolates.largestFirst().stream().limit(CANDIDATES).toList();
        candidates.forEach(Isolate::measure);
        List<Isolate> ended = new ArrayList<>();
        long freed = 0;
        for (Isolate largest : candidates.stream()
                .sorted(Comparator.comparingLong(Isolate::liveBytes).reversed())
                .toList()) {
            if (freed >= tooMuch) {
                break;
            }
            freed += largest.liveBytes();
            log.atWarn()
                    .addKeyValue("app", largest.pool().app())
                    .addKeyValue("isolate_bytes", largest.liveBytes())
                    .addKeyValue("heap_live_bytes", live)
                    .addKeyValue("heap_max_bytes", max)
                    .log("heap_pressure");
            largest.end(IsolateEnd.PRESSURE);
            ended.add(largest);
        }
        return ended;
    }

    void close() {
        relief.shutdownNow();
    }
}
