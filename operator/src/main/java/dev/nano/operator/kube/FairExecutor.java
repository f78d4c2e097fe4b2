package dev.nano.operator.kube;

import dev.nano.operator.log.Failures;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * A few threads for reconciliations, on which namespaces take turns: ten thousand NanoApps of one hold up no other. Of which
 * namespace a task is, the SDK says in the {@link MDC} of the thread that hands it in.
 */
final class FairExecutor extends AbstractExecutorService {

    private static final Logger log = LoggerFactory.getLogger(FairExecutor.class);

    private static final String NAMESPACE = "resource.namespace";

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    /** By namespace, in the order of their turns; under the lock, as the next one. */
    private final Map<String, Deque<Runnable>> waiting = new LinkedHashMap<>();

    private boolean isShutdown;
    private final List<Thread> threads = new ArrayList<>();

    FairExecutor(int size) {
        for (int i = 0; i < size; i++) {
            threads.add(Thread.ofPlatform().name("reconcile-" + i).daemon().start(this::run));
        }
    }

    private void run() {
        for (Runnable task = take(); task != null; task = take()) {
            Failures.survive(log, "reconciliation_failed", task);
        }
    }

    /** Null when there will be nothing more. */
    private @Nullable Runnable take() {
        lock.lock();
        try {
            while (waiting.isEmpty()) {
                if (isShutdown) {
                    return null;
                }
                work.awaitUninterruptibly();
            }
            Iterator<Map.Entry<String, Deque<Runnable>>> turns =
                    waiting.entrySet().iterator();
            Map.Entry<String, Deque<Runnable>> turn = turns.next();
            turns.remove();
            Runnable task = turn.getValue().removeFirst();
            if (!turn.getValue().isEmpty()) {
                waiting.put(turn.getKey(), turn.getValue());
            }
            return task;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void execute(Runnable task) {
        String namespace = MDC.get(NAMESPACE);
        lock.lock();
        try {
            if (isShutdown) {
                throw new RejectedExecutionException("shut down");
            }
            waiting.computeIfAbsent(namespace == null ? "" : namespace, _ -> new ArrayDeque<>())
                    .addLast(task);
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void shutdown() {
        lock.lock();
        try {
            isShutdown = true;
            work.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Runnable> shutdownNow() {
        List<Runnable> left = new ArrayList<>();
        lock.lock();
        try {
            waiting.values().forEach(left::addAll);
            waiting.clear();
        } finally {
            lock.unlock();
        }
        shutdown();
        threads.forEach(Thread::interrupt);
        return left;
    }

    @Override
    public boolean isShutdown() {
        lock.lock();
        try {
            return isShutdown;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isTerminated() {
        return isShutdown() && threads.stream().noneMatch(Thread::isAlive);
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        long end = System.nanoTime() + unit.toNanos(timeout);
        for (Thread thread : threads) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0 && thread.isAlive()) {
                return false;
            }
            thread.join(Math.max(left, 1));
        }
        return isTerminated();
    }
}
