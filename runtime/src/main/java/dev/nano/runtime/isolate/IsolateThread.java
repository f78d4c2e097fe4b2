package dev.nano.runtime.isolate;

import dev.nano.runtime.log.Failures;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that runs isolates, one after the other, and ends when it has had nothing to do for a while. */
final class IsolateThread extends Thread {

    private static final Logger log = LoggerFactory.getLogger(IsolateThread.class);

    /** Deep recursion in an app should end in its RangeError, with room left for the host code below it. */
    private static final long STACK_BYTES = 4L << 20;

    private static final long KEEP_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final IsolateThreads threads;
    /** What it is to run. Written under the lock of {@link IsolateThreads}. */
    volatile @Nullable Run next;
    /** Between two runs it takes the next one itself. On this thread only. */
    boolean isBetweenRuns;
    /** What it had used and allocated when its last run ended. Guarded by the lock of {@link IsolateThreads}. */
    long cpuNanos;

    long allocatedBytes;

    /** On this thread only. */
    private @Nullable Isolate running;

    IsolateThread(IsolateThreads threads, int number) {
        super(null, null, "nano-js-" + number, STACK_BYTES);
        this.threads = threads;
        setDaemon(true);
    }

    @Override
    public void run() {
        Run run = awaitNext();
        while (run != null) {
            next = null;
            running = run.isolate;
            try {
                running.run();
            } catch (RuntimeException | Error e) {
                // The isolate has seen to itself; without this thread, those that wait would find no other.
                Failures.tell(log, "isolate_run_failed", e);
            }
            running = null;
            isBetweenRuns = false;
            run = threads.next(this);
            if (run == null) {
                run = awaitNext();
            }
        }
    }

    /** Called on this thread. */
    boolean isRunningEnded() {
        Isolate isolate = running;
        return isolate != null && isolate.isEnded();
    }

    /** The next run that is handed over, or null when this thread is not needed any more. */
    private @Nullable Run awaitNext() {
        long until = System.nanoTime() + KEEP_NANOS;
        while (next == null) {
            LockSupport.parkNanos(this, KEEP_NANOS);
            // For a timer or an interrupt of the run before.
            boolean _ = Thread.interrupted();
            if (next == null && (threads.isClosed() || System.nanoTime() - until > 0) && threads.leaves(this)) {
                return null;
            }
        }
        return next;
    }
}
