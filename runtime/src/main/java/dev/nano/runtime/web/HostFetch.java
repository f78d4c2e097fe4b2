package dev.nano.runtime.web;

import dev.nano.runtime.outbound.AppOutbound;
import dev.nano.runtime.outbound.FetchFailure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The outbound requests of one context. So many run at a time; the rest wait, so that an app that reads no answers cannot
 * take all connections to a server that others need too. What they hold is outside of the heap that an app's memory limit
 * counts, so it has limits of its own.
 *
 * <p>An app that keeps answers without reading them would wait for itself. So when requests wait, the oldest answers that
 * nobody has begun to read are cancelled; when there are none and nothing ends for a long time, those that wait fail.
 */
final class HostFetch {

    private static final int MAX_RUNNING = 64;
    private static final int MAX_WAITING = 10_000;
    /** How long an answer may lie unread while requests wait. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    /** For so long may nothing end while requests wait. */
    private static final int MAX_IDLE_SECONDS = 30;

    private static final FetchFailure UNREAD = new FetchFailure(
            "UND_ERR_ABORTED",
            "the answer was cancelled: nobody had read it, and other requests waited for its"
                    + " place; read or cancel() the body of every answer");
    private static final FetchFailure NO_PLACE = new FetchFailure(
            "EAGAIN",
            MAX_RUNNING + " other requests of this app are running and none has ended for " + MAX_IDLE_SECONDS
                    + " s; read or cancel() the bodies of their answers, or give them a signal that ends them");

    private final OutboundHttp outbound;
    private final ContextScope loop;
    private final Consumer<String> warnings;
    private final long maxUploadBytes;
    private final ReadAhead ahead = new ReadAhead();

    // Guarded by this.
    private final Set<HostCall> running = new LinkedHashSet<>();
    private final Deque<HostCall> waiting = new ArrayDeque<>();
    private long uploadBytes;
    private boolean isClosed;
    /** Whether one has ended since the last {@link #look}. */
    private boolean hasEnded;

    // On the isolate's thread.
    private boolean isLoaded;
    private boolean isLooking;
    private int idleLooks;
    private boolean hasWarned;

    /**
     * @param warnings takes what the app's log is to say
     * @param maxUploadBytes the most that the bodies of all requests may hold together, streams not counted
     */
    HostFetch(AppOutbound outbound, ContextScope loop, Consumer<String> warnings, long maxUploadBytes) {
        this.outbound = new OutboundHttp(outbound);
        this.loop = loop;
        this.warnings = warnings;
        this.maxUploadBytes = maxUploadBytes;
    }

    /** How long one request and its response may take. */
    Duration timeout() {
        return isLoaded ? outbound.app().timeout() : outbound.app().loadTimeout();
    }

    /** From now on requests are made for requests of clients, and share their time. */
    void loaded() {
        isLoaded = true;
    }

    ReadAhead ahead() {
        return ahead;
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
     * Starts {@code call} now or when others have ended. On the isolate's thread.
     *
     * @throws IllegalStateException when too many are waiting
     */
    void start(HostCall call) {
        boolean mayStart = false;
        synchronized (this) {
            if (isClosed) {
                return;
            }
            if (running.size() >= MAX_RUNNING) {
                if (waiting.size() >= MAX_WAITING) {
                    throw new IllegalStateException("more than " + MAX_WAITING + " requests are waiting");
                }
                waiting.add(call);
            } else {
                running.add(call);
                mayStart = true;
            }
        }
        if (mayStart) {
            call.send(outbound);
        } else if (!isLooking) {
            isLooking = true;
            idleLooks = 0;
            lookLater();
        }
    }

    private void lookLater() {
        List<HostCall> unread = unread();
        loop.schedule(() -> look(unread), PATIENCE);
    }

    private List<HostCall> unread() {
        List<HostCall> all;
        synchronized (this) {
            all = new ArrayList<>(running);
        }
        all.removeIf(call -> !call.isUnread());
        return all;
    }

    /** @param unread what was unread a while ago, the oldest first */
    private void look(List<HostCall> unread) {
        int wanted;
        synchronized (this) {
            wanted = waiting.size();
            unread.removeIf(call -> !running.contains(call));
            idleLooks = hasEnded ? 0 : idleLooks + 1;
            hasEnded = false;
        }
        unread.stream().filter(HostCall::isUnread).limit(wanted).forEach(this::cancelUnread);
        if (idleLooks >= MAX_IDLE_SECONDS) {
            refuseWaiting();
        }
        boolean isDone;
        synchronized (this) {
            isDone = isClosed || waiting.isEmpty();
        }
        if (isDone) {
            isLooking = false;
        } else {
            lookLater();
        }
    }

    private void cancelUnread(HostCall call) {
        if (!hasWarned) {
            hasWarned = true;
            warnings.accept(
                    "fetch: the answer of " + call.url() + " was cancelled, because nobody had read it and other"
                            + " requests waited for its place; read or cancel() the body"
                            + " of every answer (further ones are not logged)");
        }
        call.cancel(UNREAD);
    }

    private void refuseWaiting() {
        List<HostCall> refused;
        synchronized (this) {
            refused = List.copyOf(waiting);
            waiting.clear();
        }
        idleLooks = 0;
        refused.forEach(call -> call.refuse(NO_PLACE));
    }

    /** {@code call} is over, whether it was started or not. On any thread. */
    void ended(HostCall call) {
        HostCall next;
        synchronized (this) {
            if (!running.remove(call)) {
                waiting.remove(call);
                return;
            }
            hasEnded = true;
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
