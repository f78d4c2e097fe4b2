package dev.nano.runtime.web;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * The event loop of one context, and what Java keeps of that context. Connections, timers and clients may outlive a context
 * for as long as they please, so they hold a {@link Kept}, which the end of the context empties, and never what is in it.
 *
 * <p>All methods may be called on any thread.
 */
final class ContextScope implements EventLoop {

    private volatile @Nullable EventLoop loop;

    /** Links of what was dropped without having been taken. */
    private final ReferenceQueue<Kept<?>> dropped = new ReferenceQueue<>();

    /** Begin and end of the ring of all links; guarded by this, as the ring is. */
    private final Kept.Link links = new Kept.Link();

    ContextScope(EventLoop loop) {
        this.loop = loop;
    }

    /** Dropped once the context has ended. */
    @Override
    public void execute(Runnable task) {
        EventLoop current = loop;
        if (current != null) {
            current.execute(task);
        }
    }

    /** Executes tasks as this does, and has them count for the request whose turn it is now. */
    Executor forThisRequest() {
        EventLoop current = loop;
        UnaryOperator<Runnable> owner = current == null ? null : current.owner();
        return owner == null ? this : task -> execute(owner.apply(task));
    }

    /** The task is cancelled and forgotten when the context ends. */
    @Override
    public Runnable schedule(Runnable task, Duration delay) {
        EventLoop current = loop;
        if (current == null) {
            return () -> {};
        }
        Kept<Runnable> kept = keep(task);
        Runnable cancel = current.schedule(
                () -> {
                    Runnable due = kept.take();
                    if (due != null) {
                        due.run();
                    }
                },
                delay);
        kept.whenEnded(cancel);
        return () -> {
            kept.take();
            cancel.run();
        };
    }

    /** Keeps {@code value} until it is taken, or until the context ends. */
    synchronized <T> Kept<T> keep(T value) {
        for (Reference<?> link = dropped.poll(); link != null; link = dropped.poll()) {
            ((Kept.Link) link).remove();
        }
        Kept<T> kept = new Kept<>(this, value, dropped);
        if (loop == null) {
            kept.end();
        } else {
            kept.link().insertBefore(links);
        }
        return kept;
    }

    /** Calls a function unless it has been taken. On the isolate's thread. */
    static void call(Kept<Value> function, Object... arguments) {
        Value value = function.get();
        if (value != null) {
            GuestCalls.call(value, arguments);
        }
    }

    /** Calls a function unless it has been taken, and takes it. On the isolate's thread. */
    static void callOnce(Kept<Value> function, Object... arguments) {
        Value value = function.take();
        if (value != null) {
            GuestCalls.call(value, arguments);
        }
    }

    /** The context has ended: what was kept of it can be reached no more. */
    synchronized void close() {
        loop = null;
        for (Kept.Link link = links.next(); link != links; link = links.next()) {
            link.remove();
            Kept<?> kept = link.get();
            if (kept != null) {
                kept.end();
            }
        }
    }
}
