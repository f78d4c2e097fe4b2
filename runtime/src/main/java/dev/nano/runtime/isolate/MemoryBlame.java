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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which isolates end when all together hold too much: first those over their own limit, then idle ones, the one unused for
 * the longest time first, then the largest. An isolate whose end would not help is left alone: what the heap holds may belong to
 * one that has ended already, or to nobody.
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
    /** Part of the heap that the runtime and the engine hold themselves. */
    private static final double OWN = 0.15;

    private final Isolates isolates;
    private final long max;
    private final Meter meter;
    /** Everybody waits while this measures, so it is given up after a while; the thread then goes on alone. */
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

        // What those hold who had ended before comes free when their threads return, and not before.
        long late = Math.min(sum(leaving), unexplained(live));
        long tooMuch = live - late - enough;
        long unexplained = unexplained(live - late);
        long freed = Math.min(unexplained, sum(ended));
        freed += endIdle(tooMuch - freed, ended);
        if (live - late - freed <= most) {
            return ended;
        }

        Set<Isolate> gone = new LinkedHashSet<>(leaving);
        gone.addAll(isolates.ended());
        long largestGone = gone.stream().mapToLong(MemoryBlame::mayHold).max().orElse(0);
        long nobodys = Math.max(Math.min(unexplained, largestGone), nobodys(live - late));
        endLargest(blames(candidates, unexplained), nobodys, tooMuch - freed, ended);
        return ended;
    }

    /** One that is not measured in time is judged by what it has allocated. */
    private void measure(List<Isolate> candidates, long patienceNanos) {
        long deadline = System.nanoTime() + patienceNanos;
        if (!measuring.compareAndSet(false, true)) {
            // The thread is still held up by one of the last time.
            return;
        }
        Future<?> measured = measurer.submit(() -> {
            try {
                candidates.forEach(candidate -> candidate.measure(meter, Math.max(0, deadline - System.nanoTime())));
            } finally {
                measuring.set(false);
            }
        });
        try {
            measured.get(patienceNanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            meter.giveUp();
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

    private void endLargest(List<Blame> blames, long nobodys, long tooMuch, List<Isolate> ended) {
        long largestOfAll = Math.max(blames.isEmpty() ? 0 : blames.getFirst().bytes(), nobodys);
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

    /** What the heap holds and no context that goes on does. */
    private long unexplained(long live) {
        long explained = 0;
        for (Isolate isolate : isolates.all()) {
            if (!isolate.isEnded()) {
                explained += holds(isolate);
            }
        }
        return Math.max(0, live - explained);
    }

    /** What not even all isolates together can hold that go on: not their doing. */
    private long nobodys(long live) {
        long most = isolates.all().stream()
                .filter(isolate -> !isolate.isEnded())
                .mapToLong(MemoryBlame::mayHold)
                .sum();
        return Math.max(0, live - most - (long) (max * OWN));
    }

    void close() {
        measurer.shutdownNow();
    }
}
