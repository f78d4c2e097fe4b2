package dev.nano.runtime.isolate;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryType;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps apps that are each within their limit from exceeding the heap together. When a collection leaves the heap nearly
 * full, or it fills up between two collections: first idle isolates go; then a full collection tells what is really alive;
 * if that is still too much, the largest isolates are ended, as many as it takes to be well below again.
 */
final class HeapPressure implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HeapPressure.class);

    /** Parts of the heap: in use after a collection, or at any time, from which on something is done. */
    private static final double FULL_AFTER_COLLECTION = 0.75;

    private static final double FULL_AT_ANY_TIME = 0.90;
    /** Alive from which on the largest isolates are ended, and alive when enough of them are. */
    private static final double TOO_MUCH = 0.80;

    private static final double ENOUGH = 0.65;
    /** How many of those that may be large are measured before some of them are ended. */
    private static final int CANDIDATES = 16;
    /** A full collection stops everything, so they are not made more often than this. */
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** Given up while relief works, which itself needs some memory when there is none. */
    private static final int RESERVE_BYTES = 4 << 20;

    private final Isolates isolates;
    private final long max = Runtime.getRuntime().maxMemory();
    private final ExecutorService relief = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("nano-pressure").factory());
    private final AtomicBoolean relieving = new AtomicBoolean();
    private final NotificationListener listener = this::collected;
    private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    /** Relief thread only; held so that it can be given up. */
    @SuppressWarnings("UnusedVariable")
    private byte @Nullable [] reserve = new byte[RESERVE_BYTES];

    private volatile long relievedAt = System.nanoTime() - REST_NANOS;

    HeapPressure(Isolates isolates) {
        this.isolates = isolates;
    }

    void start() {
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (collector instanceof NotificationEmitter emitter) {
                emitter.addNotificationListener(listener, null, null);
            }
        }
        // Once for nothing: classes that were first loaded when the heap is full could not be loaded any more.
        relief.execute(() -> endLargest(0, 0));
    }

    /** Called by the watchdog at every tick. */
    void tick(long now) {
        if (now - relievedAt > REST_NANOS && memory.getHeapMemoryUsage().getUsed() > max * FULL_AT_ANY_TIME) {
            requestRelief();
        }
    }

    private void requestRelief() {
        if (relieving.compareAndSet(false, true)) {
            relief.execute(this::relieve);
        }
    }

    private void collected(Notification notification, Object handback) {
        if (!notification.getType().equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
            return;
        }
        var info = GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData());
        long used = info.getGcInfo().getMemoryUsageAfterGc().entrySet().stream()
                .filter(pool -> isHeap(pool.getKey()))
                .mapToLong(pool -> pool.getValue().getUsed())
                .sum();
        if (used > max * FULL_AFTER_COLLECTION && System.nanoTime() - relievedAt > REST_NANOS) {
            requestRelief();
        }
    }

    private static boolean isHeap(String pool) {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .anyMatch(bean -> bean.getName().equals(pool) && bean.getType() == MemoryType.HEAP);
    }

    private void relieve() {
        try {
            reserve = null;
            isolates.idleOldestFirst(System.nanoTime()).forEach(Isolate::endIfIdle);
            long live = liveAfterFullCollection();
            if (live > max * TOO_MUCH) {
                endLargest(live, live - (long) (max * ENOUGH));
                liveAfterFullCollection();
            }
            reserve = new byte[RESERVE_BYTES];
        } catch (RuntimeException | OutOfMemoryError e) {
            // The next collection or tick tries again.
            log.atError().setCause(e).log("heap_relief_failed");
        } finally {
            relievedAt = System.nanoTime();
            relieving.set(false);
        }
    }

    /** Young collections leave garbage in the old generation; nobody is ended on the word of one. */
    private long liveAfterFullCollection() {
        System.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    private void endLargest(long live, long tooMuch) {
        List<Isolate> candidates =
                isolates.largestFirst().stream().limit(CANDIDATES).toList();
        candidates.forEach(Isolate::measure);
        long freed = 0;
        for (Isolate largest : candidates.stream()
                .sorted(Comparator.comparingLong(Isolate::liveBytes).reversed())
                .toList()) {
            if (freed >= tooMuch) {
                return;
            }
            freed += largest.liveBytes();
            log.atWarn()
                    .addKeyValue("app", largest.pool().app())
                    .addKeyValue("isolate_bytes", largest.liveBytes())
                    .addKeyValue("heap_live_bytes", live)
                    .addKeyValue("heap_max_bytes", max)
                    .log("heap_pressure");
            largest.end(IsolateEnd.PRESSURE);
        }
    }

    @Override
    public void close() {
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (collector instanceof NotificationEmitter emitter) {
                try {
                    emitter.removeNotificationListener(listener);
                } catch (javax.management.ListenerNotFoundException e) {
                    log.atDebug().setCause(e).log("heap_listener_missing");
                }
            }
        }
        relief.shutdownNow();
    }
}
