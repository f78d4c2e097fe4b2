package dev.nano.runtime.isolate;

/** Told when a thread of an app is given up: it is in work that cannot be interrupted, and not expected back. */
@FunctionalInterface
public interface StuckListener {

    /** Called on the watchdog's thread, which must not wait. */
    void gaveUp(IsolatePool pool, String reason);
}
