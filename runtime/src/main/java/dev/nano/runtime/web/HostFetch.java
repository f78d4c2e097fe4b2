package dev.nano.runtime.web;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The outbound requests of one context. So many run at a time; the rest wait, so that an app that reads no answers cannot
 * take all connections to a server that others need too. What they hold is outside of the heap that an app's memory limit
 * counts, so it has limits of its own.
 */
final class HostFetch {

    private static final int MAX_RUNNING = 64;
    private static final int MAX_WAITING = 10_000;

    private final OutboundHttp outbound;
    private final long maxUploadBytes;
    private final Set<HostCall> running = new HashSet<>();
    private final Deque<HostCall> waiting = new ArrayDeque<>();
    private long uploadBytes;
    private boolean isClosed;

    /** @param maxUploadBytes the most that the bodies of all requests may hold together, streams not counted */
    HostFetch(OutboundHttp outbound, long maxUploadBytes) {
        this.outbound = outbound;
        this.maxUploadBytes = maxUploadBytes;
    }

    /**
     * Counts the body of a request, until the request is {@link #ended}.
     *
     * @throws IllegalStateException when it would be too much
     */
    synchronized void reserve(long bytes) {
        if (uploadBytes + bytes > maxUploadBytes) {
            throw new IllegalStateException(
                    "more than " + maxUploadBytes + " bytes are being sent; send streams instead");
        }
        uploadBytes += bytes;
    }

    synchronized void release(long bytes) {
        uploadBytes -= bytes;
    }

    /**
     * Starts {@code call} now or when others have ended.
     *
     * @throws IllegalStateException when too many are waiting
     */
    void start(HostCall call) {
        synchronized (this) {
            if (isClosed) {
                return;
            }
            if (running.size() >= MAX_RUNNING) {
                if (waiting.size() >= MAX_WAITING) {
                    throw new IllegalStateException("more than " + MAX_WAITING + " requests are waiting");
                }
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
