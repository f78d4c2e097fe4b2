package dev.nano.runtime.isolate;

import dev.nano.runtime.exchange.Failure;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** The requests of one version of an app that no isolate has taken yet, in the order in which they came. Any thread. */
final class RequestQueue {

    private final Queue<Invocation> waiting = new ConcurrentLinkedQueue<>();

    void add(Invocation invocation) {
        waiting.add(invocation);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** The next request that still wants an answer, or null. */
    @Nullable
    Invocation next() {
        Invocation invocation = waiting.poll();
        while (invocation != null && (invocation.isFinished() || invocation.exchange.isOver())) {
            invocation.finish();
            invocation = waiting.poll();
        }
        return invocation;
    }

    /** Whether the oldest request has waited for longer than that. */
    boolean hasWaited(long nanos, long now) {
        Invocation head = waiting.peek();
        if (head != null && head.isFinished()) {
            waiting.remove(head);
            return false;
        }
        return head != null && now - head.arrivedAt > nanos;
    }

    /** Ends all that still want an answer with an error of the runtime's own. */
    void fail(Failure failure, String message) {
        for (Invocation invocation = next(); invocation != null; invocation = next()) {
            invocation.fail(failure, message);
        }
    }
}
