package dev.nano.runtime.isolate;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps apps that are each within their limit from exceeding the heap together. After each collection that leaves the heap
 * nearly full: first idle isolates go; then a full collection tells what is really alive; if that is still too much, the
 * largest isolate is ended.
 */
final class HeapPressure implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HeapPressure.class);

    /** Parts of the heap in use after a collection at which idle isolates go, and at which the largest is ended. */
    private static final double IDLE_GO = 0.75;

    private static final double LARGEST_GOES = 0.85;
    /** How many of the largest are measured afresh before one of them is ended. */
    private static final int CANDIDATES = 4;

    private final Isolates isolates;
    private final long max = Runtime.getRuntime().maxMemory();
    private final ExecutorService relief = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("nano-pressure").factory());
    private final AtomicBoolean relieving = new AtomicBoolean();
    private final NotificationListener listener = this::collected;

    HeapPressure(Isolates isolates) {
        this.isolates = isolates;
    }

    void start() {
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            if (collector instanceof NotificationEmitter emitter) {
                emitter.addNotificationListener(listener, null, null);
            }
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
        if (used > max * IDLE_GO && relieving.compareAndSet(false, true)) {
            relief.execute(this::relieve);
        }
    }

    private static boolean isHeap(String pool) {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .anyMatch(
                        bean -> bean.getName().equals(pool) && bean.getType() == java.lang.management.MemoryType.HEAP);
    }

    private void relieve() {
        try {
            List<Isolate> idle = isolates.idleOldestFirst(System.nanoTime());
            idle.forEach(Isolate::endIfIdle);
            long live = liveAfterFullCollection();
            while (live > max * LARGEST_GOES && endLargest(live)) {
                live = liveAfterFullCollection();
            }
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("heap_relief_failed");
        } finally {
            relieving.set(false);
        }
    }

    /** Young collections leave garbage in the old generation; nobody is ended on the word of one. */
    @SuppressWarnings("GarbageCollection")
    private static long liveAfterFullCollection() {
        System.gc();
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        return heap.getUsed();
    }

    private boolean endLargest(long live) {
        List<Isolate> candidates =
                isolates.largestFirst().stream().limit(CANDIDATES).toList();
        candidates.forEach(Isolate::measure);
        Isolate largest = candidates.stream()
                .max(java.util.Comparator.comparingLong(Isolate::liveBytes))
                .orElse(null);
        if (largest == null) {
            return false;
        }
        log.atWarn()
                .addKeyValue("app", largest.pool().app())
                .addKeyValue("isolate_bytes", largest.liveBytes())
                .addKeyValue("heap_live_bytes", live)
                .addKeyValue("heap_max_bytes", max)
                .log("heap_pressure");
        largest.end(IsolateEnd.PRESSURE);
        return true;
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
