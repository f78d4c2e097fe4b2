package dev.nano.runtime.web;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The outbound requests of one context. So many run at a time; the rest wait, so that an app that reads no answers cannot
 * take all connections to a server that others need too.
 */
final class HostFetch {

    private static final int MAX_RUNNING = 64;

    private final OutboundHttp outbound;
    private final Set<HostCall> running = new HashSet<>();
    private final Deque<HostCall> waiting = new ArrayDeque<>();
    private boolean isClosed;

    HostFetch(OutboundHttp outbound) {
        this.outbound = outbound;
    }

    /** Starts {@code call} now or when others have ended. */
    void start(HostCall call) {
        synchronized (this) {
            if (isClosed) {
                return;
            }
            if (running.size() >= MAX_RUNNING) {
                waiting.add(call);
                return;
            }
            running.add(call);
        }
        call.send(outbound);
    }

    /** {@code call} is over, whether it was started or not. On any thread. */
    void ended(HostCall call) {
        HostCall next;
        synchronized (this) {
            if (!running.remove(call)) {
                waiting.remove(call);
                return;
            }
            next = isClosed ? null : waiting.poll();
            if (next != null) {
                running.add(next);
            }
        }
        if (next != null) {
            next.send(outbound);
        }
    }

    /** Ends all of them. On any thread. */
    void close() {
        List<HostCall> open;
        synchronized (this) {
            isClosed = true;
            waiting.clear();
            open = List.copyOf(running);
        }
        open.forEach(HostCall::cancel);
    }
}
