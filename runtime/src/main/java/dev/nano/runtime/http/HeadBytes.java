package dev.nano.runtime.http;

/**
 * About how much heap the heads of requests take that one event loop has passed on and that are not over. Clients decide how
 * many and how large they are, and the number of connections bounds it too little: each may have a hundred HTTP/2 streams.
 * Belongs to its event loop.
 */
final class HeadBytes {
    private long most;
    private long used;

    /** @param loops among which an eighth of the heap is divided */
    HeadBytes(int loops) {
        most = Runtime.getRuntime().maxMemory() / 8 / loops;
    }

    void add(RequestHead head) {
        used += head.heapBytes();
    }

    void remove(RequestHead head) {
        used -= head.heapBytes();
    }

    boolean isFull() {
        return used > most;
    }

    long used() {
        return used;
    }

    long most() {
        return most;
    }

    /** @param bytes to be full with */
    void most(long bytes) {
        most = bytes;
    }
}
