package dev.nano.runtime.isolate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which isolates end when all together hold too much: first those over their own limit, then idle ones, the one unused for
 * the longest time first, then the largest. An isolate whose end would not help is left alone: what the heap holds may belong to
 * one that has ended already, or to no isolate at all.
 */
final class MemoryBlame {

    private static final Logger log = LoggerFactory.getLogger(MemoryBlame.class);

    /** One that is so many times smaller than the largest, ended or not, is not what fills the heap. */
    private static final int FAR_SMALLER = 10;
    /** Bytes; more than any heap has, and still a number that can be summed up. */
    private static final long UNKNOWN = 1L << 50;
    /** How many of those that may be large are measured before some of them are ended. */
    private static final int CANDIDATES = 16;
    /** Bytes that an isolate of a small app holds; used for those that were never measured. */
    private static final long SMALL_ISOLATE = 1 << 20;
    /** A large array occupies whole regions of the heap (G1): up to twice its size. */
    private static final int WHOLE_REGIONS = 2;
    /** Part of the heap that the runtime and the engine hold themselves. */
    private static final double OWN = 0.15;

    private final Isolates isolates;
    private final long max;
    private final Meter meter;
    /** All JavaScript is paused during a measurement, so relief stops waiting for it after a while. */
    private final ExecutorService measurer = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("nano-pressure-memory").factory());

    private final AtomicBoolean measuring = new AtomicBoolean();

    MemoryBlame(Isolates isolates, long max) {
        this.isolates = isolates;
        this.max = max;
        meter = isolates.engine().newMeter();
    }

    /**
     * @param live bytes that the heap holds, garbage excluded
     * @param leaving those that had ended when {@code live} was determined
     * @param most bytes that the heap may hold before one is ended that is in use and within its limit
     * @param enough bytes that the heap is to hold afterwards
     * @param patienceNanos how long to measure at the most
     * @return those that were ended
     */
    List<Isolate> end(long live, Collection<Isolate> leaving, long most, long enough, long patienceNanos) {
        List<Isolate> candidates =
                isolates.largestFirst().stream().limit(CANDIDATES).toList();
        measure(candidates, patienceNanos);
        List<Isolate> ended =
                new ArrayList<>(candidates.stream().filter(Isolate::isEnded).toList());

        // Isolates that ended earlier free their memory when their threads return; ending others does not speed that
        // up.
        long unexplained = Math.max(0, live - ofRunning(MemoryBlame::holds));
        long late = Math.min(sum(leaving), unexplained);
        unexplained -= late;
        long held = live - late;
        long tooMuch = held - enough;
        long freed = Math.min(unexplained, sum(ended));
        freed += endIdle(tooMuch - freed, ended);
        if (held - freed <= most) {
            return ended;
        }

        Set<Isolate> gone = new LinkedHashSet<>(leaving);
        gone.addAll(isolates.ended());
        long largestGone = gone.stream().mapToLong(MemoryBlame::mayHold).max().orElse(0);
        // More than all running isolates can occupy together is not their doing.
        long unowned = held - WHOLE_REGIONS * ofRunning(MemoryBlame::mayHold) - (long) (max * OWN);
        long others = Math.max(Math.min(unexplained, largestGone), unowned);
        endLargest(blames(candidates, unexplained), others, tooMuch - freed, ended);
        return ended;
    }

    /** One that is not measured in time is judged by what it has allocated. */
    private void measure(List<Isolate> candidates, long patienceNanos) {
        if (!measuring.compareAndSet(false, true)) {
            // The measurement of an earlier relief is still blocked.
            return;
        }
        long deadline = System.nanoTime() + patienceNanos;
        var givenUp = new AtomicBoolean();
        Future<?> measured = measurer.submit(() -> {
            try {
                for (Isolate candidate : candidates) {
                    candidate.measure(meter, Math.max(0, deadline - System.nanoTime()), givenUp);
                }
            } finally {
                measuring.set(false);
            }
        });
        try {
            measured.get(patienceNanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            givenUp.set(true);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof OutOfMemoryError full) {
                throw full;
            }
            throw new IllegalStateException("measuring an isolate failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return bytes that come free */
    private long endIdle(long tooMuch, List<Isolate> ended) {
        List<Isolate> idle = isolates.idleOldestFirst(System.nanoTime());
        if (sum(idle) < tooMuch / FAR_SMALLER) {
            return 0;
        }
        long freed = 0;
        for (Isolate isolate : idle) {
            if (freed >= tooMuch) {
                break;
            }
            isolate.endIfIdle();
            if (isolate.isEnded()) {
                // Perhaps less: then there is too much still, and more of them are ended, rather than one that is in
                // use.
                freed += mayHold(isolate);
                ended.add(isolate);
            }
        }
        return freed;
    }

    /** An isolate and what it is to be blamed for: what its context holds, and what only its thread can hold. */
    private record Blame(Isolate isolate, long bytes) {}

    private static List<Blame> blames(List<Isolate> candidates, long unexplained) {
        return candidates.stream()
                .filter(isolate -> !isolate.isEnded())
                .map(isolate -> new Blame(isolate, isolate.liveBytes() + Math.min(uncounted(isolate), unexplained)))
                .sorted(Comparator.comparingLong(Blame::bytes).reversed())
                .toList();
    }

    /** Bytes, garbage included: what only the thread can hold, and everything since the last count when there was no time for one. */
    private static long uncounted(Isolate isolate) {
        return Math.max(isolate.allocatedInRun(), isolate.possibleBytes() - isolate.liveBytes());
    }

    /** @param others bytes that belong to an isolate that has ended, or to none */
    private void endLargest(List<Blame> blames, long others, long tooMuch, List<Isolate> ended) {
        long largestOfAll = Math.max(blames.isEmpty() ? 0 : blames.getFirst().bytes(), others);
        long freed = 0;
        for (Blame largest : blames) {
            boolean isFarSmaller = largest.bytes() < largestOfAll / FAR_SMALLER;
            if (freed >= tooMuch || isFarSmaller) {
                return;
            }
            freed += largest.bytes();
            log.atWarn()
                    .addKeyValue("app", largest.isolate().pool().app())
                    .addKeyValue("isolate_bytes", largest.bytes())
                    .addKeyValue("heap_bytes_too_many", tooMuch)
                    .addKeyValue("heap_max_bytes", max)
                    .log("heap_pressure");
            largest.isolate().end(IsolateEnd.PRESSURE);
            ended.add(largest.isolate());
        }
    }

    private static long sum(Collection<Isolate> some) {
        return some.stream().mapToLong(MemoryBlame::mayHold).sum();
    }

    /** Bytes at the most. Counting stops at the limit: one that is over it may hold any number. */
    private static long mayHold(Isolate isolate) {
        return isolate.isOverLimit() ? UNKNOWN : Math.max(isolate.liveBytes(), isolate.possibleBytes());
    }

    /** Bytes at the least. */
    private static long holds(Isolate isolate) {
        return Math.max(isolate.liveBytes(), SMALL_ISOLATE);
    }

    /** Sum over all isolates that have not ended. */
    private long ofRunning(ToLongFunction<Isolate> bytes) {
        return isolates.all().stream()
                .filter(isolate -> !isolate.isEnded())
                .mapToLong(bytes)
                .sum();
    }

    void close() {
        measurer.shutdownNow();
    }
}
