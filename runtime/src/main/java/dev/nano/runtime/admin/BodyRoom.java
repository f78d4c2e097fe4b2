package dev.nano.runtime.admin;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Bounds what the bodies of all calls together hold of the heap, from their arrival until what they say is stored. */
final class BodyRoom {

    private static final int UNIT = 1024;
    private static final long PATIENCE_SECONDS = 30;

    /** One for the process, as the heap is. */
    static final BodyRoom SHARED =
            new BodyRoom(Math.clamp(Runtime.getRuntime().maxMemory() / 16, 8L << 20, BodyStream.LARGEST));

    private final int units;
    private final Semaphore free;

    BodyRoom(long bytes) {
        this.units = (int) (bytes / UNIT);
        this.free = new Semaphore(units, true);
    }

    /** What a call holds of it. */
    interface Lease extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Waits until there is room.
     *
     * @param bytes length of the body, negative when it is not known; one that is longer than all the room waits for all of it
     * @throws AdminError 503 when there is none for long
     */
    Lease take(long bytes) throws AdminError {
        int wanted = bytes < 0 ? units : (int) Math.clamp(bytes / UNIT + 1, 1L, (long) units);
        try {
            if (free.tryAcquire(wanted, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return () -> free.release(wanted);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new AdminError(503, "busy", "other calls with large bodies are being read; try again")
                .withHeader("retry-after", "1");
    }
}
