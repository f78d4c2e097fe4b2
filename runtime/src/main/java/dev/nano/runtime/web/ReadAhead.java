package dev.nano.runtime.web;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What Java may hold of the answers to one context's requests before the app asks for it. Bounded for all of them together,
 * because an app can keep any number of unread answers, and what waits here is outside of the heap that its memory limit
 * counts. Above it answers stay in the socket, and so in the hands of {@link HostFetch}, which bounds their number.
 */
final class ReadAhead {

    private static final long MAX_BYTES = 4 << 20;

    private final AtomicLong held = new AtomicLong();

    boolean hasRoom() {
        return held.get() < MAX_BYTES;
    }

    /** @param bytes more held than before, or fewer when negative */
    void add(long bytes) {
        held.addAndGet(bytes);
    }
}
