package dev.nano.runtime.isolate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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

    /** Counting objects stops at once when it is given up; waiting for a lock of the engine does not. */
    private static final long CANCELLATION_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** The first count of all loads classes and runs cold; nobody waits for it. */
    private static final long WARM_UP_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Isolates isolates;
    private final long max;
    private final Meter meter;
    /** All JavaScript is paused during a measurement, so relief stops waiting for it after a while. */
    private final ExecutorService measurer = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("nano-pressure-memory").factory());

    /** The last measurement; relief thread only. */
    private Future<?> measurement = CompletableFuture.completedFuture(null);

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
        measure(candidates, live, live - enough, patienceNanos);
        List<Isolate> ended =
                new ArrayList<>(candidates.stream().filter(Isolate::isEnded).toList());

        // Isolates that ended earlier free their memory when their threads return; ending others does not speed that
        // up.
        long unexplained = unexplained(live);
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
        endLargest(blames(candidates, unexplained), others, unexplained, tooMuch - freed, ended);
        return ended;
    }

    /** One that is not measured, for want of time or because it would change nothing, is judged by what it has allocated. */
    private void measure(List<Isolate> candidates, long live, long tooMuch, long patienceNanos) {
        long deadline = System.nanoTime() + patienceNanos;
        List<Isolate> measured = new ArrayList<>();
        for (Isolate candidate : candidates) {
            boolean isBlocked = !measurement.isDone(); // the one before, be it in an earlier relief
            if (isBlocked || explains(measured, candidate.possibleBytes(), live, tooMuch)) {
                return;
            }
            // One with very many objects leaves time for the others, so that they are not taken for as large as they
            // may be.
            measure(candidate, (deadline - System.nanoTime()) / 2);
            measured.add(candidate);
        }
    }

    /** Uses once what a measurement needs: classes could not be loaded, nor a thread started, when the heap is full. */
    void warmUp(Isolate any) {
        measure(any, WARM_UP_NANOS);
    }

    private void measure(Isolate candidate, long patienceNanos) {
        var givenUp = new AtomicBoolean();
        measurement = measurer.submit(() -> candidate.measure(meter, patienceNanos, givenUp));
        try {
            measurement.get(patienceNanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            givenUp.set(true);
            awaitCancelled();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof OutOfMemoryError full) {
                throw full;
            }
            throw new IllegalStateException("measuring an isolate failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitCancelled() {
        try {
            measurement.get(CANCELLATION_NANOS, TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // It is not measured, in either case.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Whether those that were measured will be ended and free enough, whatever the next one holds: they are over their own limit, or
     * larger than it can be.
     */
    private boolean explains(List<Isolate> measured, long nextMayHold, long live, long tooMuch) {
        long freed = 0;
        for (Isolate isolate : measured) {
            if (isolate.isOverLimit()) {
                freed += unexplained(live);
            } else if (isolate.liveBytes() >= nextMayHold) {
                freed += isolate.liveBytes();
            }
        }
        return freed >= tooMuch;
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

    /**
     * An isolate and what it is to be blamed for.
     *
     * @param known bytes that its context held when last measured, and what its thread has allocated in this run and may hold alone
     * @param suspected bytes at the most: {@code known}, and everything that it has allocated since it was measured, garbage included
     */
    private record Blame(Isolate isolate, long known, long suspected) {

        static Blame of(Isolate isolate, long unexplained) {
            long live = isolate.liveBytes();
            long inRun = Math.min(isolate.allocatedInRun(), unexplained);
            long since = Math.min(isolate.possibleBytes() - live, unexplained);
            return new Blame(isolate, live + inRun, live + Math.max(inRun, since));
        }

        /** Of what an app allocates most is garbage; half is a guess that lets what is known come first. */
        long weight() {
            return known + (suspected - known) / 2;
        }
    }

    private static List<Blame> blames(List<Isolate> candidates, long unexplained) {
        return candidates.stream()
                .filter(isolate -> !isolate.isEnded())
                .map(isolate -> Blame.of(isolate, unexplained))
                .sorted(Comparator.comparingLong(Blame::weight).reversed())
                .toList();
    }

    /**
     * Ends the first on suspicion, if need be, and others only for what is known of them: if that was not enough, the next relief
     * measures them again.
     *
     * @param others bytes that belong to an isolate that has ended, or to none
     * @param unexplained bytes that no isolate is known to hold: the ends of whole regions among them
     */
    private void endLargest(List<Blame> blames, long others, long unexplained, long tooMuch, List<Isolate> ended) {
        if (blames.isEmpty()) {
            return;
        }
        long largestOfAll = Math.max(blames.getFirst().suspected(), others);
        long endsOfRegions = unexplained;
        long freed = 0;
        for (Blame blame : blames) {
            if (freed >= tooMuch) {
                return;
            }
            long bytes = freed == 0 ? blame.suspected() : blame.known();
            if (bytes >= largestOfAll / FAR_SMALLER) {
                long itsEnds = Math.min((WHOLE_REGIONS - 1) * bytes, endsOfRegions);
                endsOfRegions -= itsEnds;
                freed += bytes + itsEnds;
                end(blame.isolate(), bytes, tooMuch);
                ended.add(blame.isolate());
            }
        }
    }

    private void end(Isolate isolate, long bytes, long tooMuch) {
        log.atWarn()
                .addKeyValue("app", isolate.pool().app())
                .addKeyValue("isolate_bytes", bytes)
                .addKeyValue("heap_bytes_too_many", tooMuch)
                .addKeyValue("heap_max_bytes", max)
                .log("heap_pressure");
        isolate.end(IsolateEnd.PRESSURE);
    }

    private static long sum(Collection<Isolate> some) {
        return some.stream().mapToLong(MemoryBlame::mayHold).sum();
    }

    /** Bytes at the most. Counting stops at the limit: one that is over it may hold any number. */
    private static long mayHold(Isolate isolate) {
        return isolate.isOverLimit() ? UNKNOWN : Math.max(isolate.liveBytes(), isolate.possibleBytes());
    }

    /** Bytes of the heap that no isolate is known to hold that runs. */
    private long unexplained(long live) {
        return Math.max(0, live - ofRunning(MemoryBlame::holds));
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
