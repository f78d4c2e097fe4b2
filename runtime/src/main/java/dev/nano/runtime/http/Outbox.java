package dev.nano.runtime.http;

import dev.nano.runtime.log.Failures;
import io.netty.channel.EventLoop;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What other threads ask of the connections of one event loop.
 *
 * <p>Many answers cross here at once under load: whoever puts the first task into an empty outbox wakes the event loop,
 * everything that arrives until then rides along, and each connection is flushed once.
 */
final class Outbox implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(Outbox.class);
    private static final VarHandle NEWEST;

    static {
        try {
            NEWEST = MethodHandles.lookup().findVarHandle(Outbox.class, "newest", Task.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** One step on the event loop. It links itself into the outbox, so it may be in it only once at a time. */
    abstract static class Task {
        private @Nullable Task older;

        abstract void run();
    }

    /** What has been written to and wants to be flushed. */
    interface Flushable {
        void flush();
    }

    private final EventLoop loop;

    /** A stack, newest first, pushed to by any thread and taken whole by the event loop. */
    @SuppressWarnings("unused")
    private volatile @Nullable Task newest;

    /** Of the event loop alone. */
    private final ArrayList<Flushable> written = new ArrayList<>();

    Outbox(EventLoop loop) {
        this.loop = loop;
    }

    void add(Task task) {
        Task before;
        do {
            before = newest;
            task.older = before;
        } while (!NEWEST.compareAndSet(this, before, task));
        if (before == null) {
            loop.execute(this);
        }
    }

    void add(Runnable action) {
        add(new Task() {
            @Override
            void run() {
                action.run();
            }
        });
    }

    /** Called by a task: flushes {@code target} after all tasks of this round; each task names a target at most once. */
    void flushLater(Flushable target) {
        written.add(target);
    }

    @Override
    public void run() {
        Task task = oldestFirst((Task) NEWEST.getAndSet(this, null));
        while (task != null) {
            Task next = task.older;
            task.older = null;
            try {
                task.run();
            } catch (Throwable e) {
                Failures.tell(log, "outbox_task_failed", e);
            }
            task = next;
        }
        for (int i = 0; i < written.size(); i++) {
            try {
                written.get(i).flush();
            } catch (Throwable e) {
                Failures.tell(log, "outbox_flush_failed", e);
            }
        }
        written.clear();
    }

    private static @Nullable Task oldestFirst(@Nullable Task stack) {
        Task reversed = null;
        while (stack != null) {
            Task older = stack.older;
            stack.older = reversed;
            reversed = stack;
            stack = older;
        }
        return reversed;
    }
}
