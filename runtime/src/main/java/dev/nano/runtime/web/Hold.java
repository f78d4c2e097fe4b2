package dev.nano.runtime.web;

/** The part of {@link HeldBytes} that one body holds. All methods may be called on any thread. */
final class Hold {

    /** Bodies up to this, in bytes, are not counted: it is cheaper, and what a connection buffers anyway. */
    static final int SMALL = 64 * 1024;

    /** Why more is refused, for people. */
    static final String REFUSAL = "answers that clients have not taken yet and bodies that are being collected"
            + " hold more than the memory_mb of the app; stream them";

    private final HeldBytes app;

    // Guarded by this.
    private long bytes;
    private boolean isOver;

    Hold(HeldBytes app) {
        this.app = app;
    }

    /** Returns false, and holds no more than before, when the app would hold too much. */
    synchronized boolean take(long more) {
        if (isOver || !app.hold(more)) {
            return isOver;
        }
        bytes += more;
        return true;
    }

    /** Nothing is held at the moment. */
    synchronized void release() {
        app.release(bytes);
        bytes = 0;
    }

    /** Nothing is held, now or later. */
    synchronized void end() {
        release();
        isOver = true;
    }
}
