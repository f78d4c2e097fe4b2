package dev.nano.runtime.isolate;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Counts the processor time of each request of an isolate whose app has a limit on it. A turn counts for the request that caused
 * it: the turn that hands a request to the app, and those of timers, fetches and bodies that were begun in a turn of that request,
 * until the request is finished. What nobody has caused counts for the request if it is the only one in the isolate. Any other turn
 * may use as much as one request.
 */
final class RequestCpu {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Isolate isolate;
    private final long limitNanos;
    /** Of requests that have been begun, finished ones among them; isolate's thread only. */
    private final Queue<Account> open = new ArrayDeque<>();
    /** The turn that runs, if one does; the watchdog reads it. */
    private volatile @Nullable Turn current;

    /** What one request has used so far. */
    static final class Account {
        /** Null for what no request has caused, and once the request is finished: what waits must not keep it. */
        volatile @Nullable Invocation invocation;

        private volatile long nanos;

        Account(@Nullable Invocation invocation) {
            this.invocation = invocation;
        }

        /** Whether there is a request that turns may still count for. */
        boolean isOpen() {
            Invocation request = invocation;
            if (request != null && request.isFinished()) {
                invocation = null;
                return false;
            }
            return request != null;
        }
    }

    /** One turn on a thread. Not a record, because it is compared by identity. */
    private static final class Turn {
        final Account account;
        final Thread thread = Thread.currentThread();
        /** What the thread had used when the turn began. */
        final long nanosBefore = THREADS.getCurrentThreadCpuTime();

        Turn(Account account) {
            this.account = account;
        }
    }

    /** A task that knows for whom it counts. */
    private final class Owned implements Runnable {
        private final @Nullable Account account;
        private final Runnable task;

        Owned(@Nullable Account account, Runnable task) {
            this.account = account;
            this.task = task;
        }

        @Override
        public void run() {
            RequestCpu.this.run(account == null ? only() : account.isOpen() ? account : new Account(null), task);
        }
    }

    private RequestCpu(Isolate isolate, long limitNanos) {
        this.isolate = isolate;
        this.limitNanos = limitNanos;
    }

    /** Null when there is no limit: counting costs a system call or two for each turn. */
    static @Nullable RequestCpu of(Isolate isolate, Limits limits) {
        return limits.cpuMs() == 0 ? null : new RequestCpu(isolate, limits.cpuNanos());
    }

    /** The task with the request whose turn it is on this thread, if it is that of one. */
    Runnable owned(Runnable task) {
        return task instanceof Owned ? task : new Owned(own(), task);
    }

    /** See {@link dev.nano.runtime.web.EventLoop#owner}. */
    UnaryOperator<Runnable> owner() {
        Account account = own();
        return task -> new Owned(account, task);
    }

    private @Nullable Account own() {
        Turn turn = current;
        return turn != null && turn.thread == Thread.currentThread() ? turn.account : null;
    }

    /** Runs the turn that hands a request to the app. */
    void begin(Invocation invocation, Runnable task) {
        Account account = new Account(invocation);
        open.removeIf(other -> !other.isOpen());
        open.add(account);
        run(account, task);
    }

    /** The account of the only request there is, or one for the turn alone. */
    private Account only() {
        open.removeIf(account -> !account.isOpen());
        Account first = open.peek();
        return first != null && open.size() == 1 ? first : new Account(null);
    }

    /** Runs one turn on the isolate's thread. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer: a turn at a time
    private void run(Account account, Runnable task) {
        Turn turn = new Turn(account);
        current = turn;
        try {
            task.run();
        } finally {
            Turn last = current;
            current = null;
            account.nanos += THREADS.getCurrentThreadCpuTime() - (last == null ? turn : last).nanosBefore;
        }
        if (account.nanos > limitNanos) {
            isolate.cpuLimitHit(account.invocation, false);
        }
    }

    /** What the current turn has used so far is not that of a request. */
    void restart() {
        Turn turn = current;
        if (turn != null) {
            current = new Turn(turn.account);
        }
    }

    /** Called by the watchdog: whose turn it is that has gone over the limit. */
    @Nullable
    Account overLimit() {
        Turn turn = current;
        if (turn == null) {
            return null;
        }
        long used = turn.account.nanos + THREADS.getThreadCpuTime(turn.thread.threadId()) - turn.nanosBefore;
        return used > limitNanos && turn == current ? turn.account : null;
    }
}
