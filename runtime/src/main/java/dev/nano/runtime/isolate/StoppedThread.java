package dev.nano.runtime.isolate;

import com.oracle.truffle.api.ThreadLocalAction;
import com.oracle.truffle.api.TruffleSafepoint;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Stops the thread of a context at its next safepoint. The engine measures a context by reading its thread's stack, and waits
 * for that thread without a time limit; a thread in an uninterruptible call would block the measuring thread. The stopped
 * thread continues as soon as its stack has been read.
 */
final class StoppedThread extends ThreadLocalAction {

    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    /** Its own thread only. */
    private boolean isLookedAt;

    StoppedThread() {
        super(false, false);
    }

    @Override
    protected void perform(Access access) {
        reached.countDown();
        TruffleSafepoint.setBlockedThreadInterruptible(access.getLocation(), StoppedThread::block, this);
    }

    private void block() throws InterruptedException {
        // Called again after an interruption, and reading the stack is what interrupts the thread.
        if (!isLookedAt) {
            isLookedAt = true;
            // The thread may be where it holds a lock of the engine for which the measuring one waits.
            released.await(LONGEST_NANOS, TimeUnit.NANOSECONDS);
        }
    }

    /**
     * Waits until the thread has stopped or has left the context.
     *
     * @param submitted this action
     * @param nanos how long at the most
     * @return whether it has
     */
    boolean await(Future<Void> submitted, long nanos) {
        long deadline = System.nanoTime() + nanos;
        try {
            while (!submitted.isDone() && !reached.await(1, TimeUnit.MILLISECONDS)) {
                if (System.nanoTime() - deadline >= 0) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void release() {
        released.countDown();
    }
}
