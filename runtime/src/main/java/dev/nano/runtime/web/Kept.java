package dev.nano.runtime.web;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * Something of a context that Java holds for later, such as a function to call back. The {@link ContextScope} knows it only
 * weakly: one that is dropped takes what is in it along.
 */
final class Kept<T> {

    private final ContextScope scope;
    private final Link link;
    private volatile @Nullable T value;
    /** Guarded by scope. */
    private @Nullable Runnable whenEnded;

    Kept(ContextScope scope, T value, ReferenceQueue<Kept<?>> dropped) {
        this.scope = scope;
        this.value = value;
        this.link = new Link(this, dropped);
    }

    /** Null when it has been taken, or when the context has ended. */
    @Nullable
    T get() {
        return value;
    }

    /** The same as {@link #get}, which from now on is null. */
    @Nullable
    T take() {
        synchronized (scope) {
            T taken = value;
            value = null;
            whenEnded = null;
            link.remove();
            return taken;
        }
    }

    /** What to run if the context ends before this has been taken. */
    void whenEnded(Runnable action) {
        synchronized (scope) {
            if (value != null) {
                whenEnded = action;
            }
        }
    }

    /** With the lock of scope. */
    void end() {
        Runnable action = whenEnded;
        value = null;
        whenEnded = null;
        if (action != null) {
            action.run();
        }
    }

    Link link() {
        return link;
    }

    /** Place in the ring of the scope, whose lock guards it. */
    static final class Link extends WeakReference<Kept<?>> {

        private Link previous = this;
        private Link next = this;

        /** The one that is both begin and end. */
        Link() {
            super(null);
        }

        Link(Kept<?> kept, ReferenceQueue<Kept<?>> dropped) {
            super(kept, dropped);
        }

        Link next() {
            return next;
        }

        void insertBefore(Link other) {
            previous = other.previous;
            next = other;
            previous.next = this;
            other.previous = this;
        }

        /** Does nothing when it is in no ring. */
        void remove() {
            previous.next = next;
            next.previous = previous;
            previous = this;
            next = this;
        }
    }
}
