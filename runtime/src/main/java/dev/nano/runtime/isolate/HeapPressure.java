package dev.nano.runtime.isolate;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.ArrayList;
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
 * collections is nearly full, no JavaScript runs until a full collection has told what is really alive; if that is too much,
 * {@link MemoryBlame} ends as many isolates as it takes to be well below again.
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
    /**
     * How long relief waits in all, beside collections: everybody waits for it meanwhile, and one isolate that cannot be
     * interrupted does not hold up the others. Nearly all return within 50 ms after their end.
     */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    /** The part of it that may go to isolates that had ended before. */
    private static final long LEAVING_NANOS = TimeUnit.MILLISECONDS.toNanos(75);
    /** The part of it that may go to measuring; what is left is for those that are ended then. */
    private static final long MEASURING_NANOS = TimeUnit.MILLISECONDS.toNanos(125);
    /** When nothing helps but the return of threads that are late, everybody is stopped no more often than this. */
    private static final long BACKOFF_NANOS = TimeUnit.MILLISECONDS.toNanos(1000);
    /** Given up while relief works, which itself needs some memory when there is none. */
    private static final int RESERVE_BYTES = 4 << 20;

    private final Isolates isolates;
    private final MemoryBlame blame;
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
        blame = new MemoryBlame(isolates, max);
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
        relief.execute(() -> blame.end(0, List.of(), max, max, MEASURING_NANOS));
        isolates.pause().run();
    }

    /** Has the thread that relieves measure an isolate once, for nothing, as long as there is memory for what that needs. */
    void warmUp(Isolate any) {
        CompletableFuture.runAsync(() -> blame.warmUp(any), relief).join();
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
            startRelief(now - relievedAt < GOES_ON_NANOS ? growth : 0);
        }
    }

    /** Pauses right here: by the time that another thread has got a processor the heap may be full. */
    private void startRelief(long growth) {
        Runnable resume = () -> {};
        try {
            resume = isolates.pause();
            Runnable whenRelieved = resume;
            relief.execute(() -> relieve(growth, whenRelieved));
        } catch (RuntimeException | Error e) {
            // Out of memory: resume all JavaScript; the next tick tries again.
            resume.run();
            relieving.set(false);
            throw e;
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
            List<Isolate> leaving = isolates.ended();
            long patience = PATIENCE_NANOS - awaitClosed(leaving, LEAVING_NANOS);
            // A collection may have come meanwhile; another, of everything, holds up everybody.
            long live = used() + growth > max * HIGH ? liveAfterFullCollection() + growth : 0;
            if (live > max * TOO_MUCH) {
                long began = System.nanoTime();
                List<Isolate> ended =
                        blame.end(live, leaving, (long) (max * TOO_MUCH), (long) (max * ENOUGH), MEASURING_NANOS);
                if (ended.isEmpty()) {
                    notBefore = System.nanoTime() + BACKOFF_NANOS;
                } else {
                    awaitClosed(ended, patience - (System.nanoTime() - began));
                    if (used() + growth > max * HIGH) {
                        // While JavaScript is still paused: apps that allocate quickly could fill the heap before the
                        // next tick, and what is garbage now would be taken for theirs.
                        liveAfterFullCollection();
                    }
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

    /**
     * What an ended isolate holds is only free when its thread has left it; until then nobody else need be ended. Waits for those
     * only that have just been ended: everybody else waits for this.
     */
    void awaitClosed(List<Isolate> ended) {
        awaitClosed(ended, PATIENCE_NANOS);
    }

    /**
     * As above.
     *
     * @param patience how long after the end of each, in nanoseconds
     * @return how long it took, in nanoseconds
     */
    private static long awaitClosed(List<Isolate> ended, long patience) {
        long now = System.nanoTime();
        long latest = 0;
        List<CompletableFuture<Void>> closed = new ArrayList<>();
        for (Isolate isolate : ended) {
            long left = patience - isolate.nanosSinceEnd(now);
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
        return System.nanoTime() - now;
    }

    /** Young collections leave garbage among the survivors; nobody is ended on the word of one. */
    private long liveAfterFullCollection() {
        System.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    void close() {
        relief.shutdownNow();
        blame.close();
    }
}
