package dev.nano.runtime.isolate;

import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** One isolate as the scheduler sees it. What is not volatile is guarded by the lock of {@link IsolateThreads}. */
final class Run {

    enum State {
        /** Has nothing to do. */
        IDLE,
        /** Waits for a thread and a processor. */
        QUEUED,
        /** On a thread that counts against the processors. */
        RUNNING,
        /** Was asked to give way and did not: runs beside those that count. */
        LOOSE,
        /** Has given way: its thread waits for a processor. */
        WAITING
    }

    final Isolate isolate;
    final AppShare share;
    /** Read without the lock by the thread that waits. */
    volatile State state = State.IDLE;

    @Nullable
    IsolateThread thread;
    /** When it got the processor; {@link System#nanoTime}. */
    long since;
    /** Whether it has been asked to give way, and when. */
    boolean isAsked;

    long askedAt;

    long cpuNanosWhenAsked;
    /** What asks it, null when there was no context to ask. Written by the scheduler's thread. */
    volatile @Nullable Future<?> ask;
    /** Whether no code of the app has run in the isolate yet. */
    volatile boolean isMaking = true;

    /** Whether the app has been loaded in it. */
    boolean isLoaded;
    /** What loading the app has used in it, making it included. */
    long loadNanos;
    /** Whether it has had the processor for long since it began, and holds up what waits behind it. */
    volatile boolean isLong;
    /** Of its thread, when it began. */
    long cpuNanosWhenBegun;
    /** Of its thread, when the share was last charged. */
    long cpuNanos;

    long allocatedBytes;

    Run(Isolate isolate, AppShare share) {
        this.isolate = isolate;
        this.share = share;
    }

    /** Whether what was to ask it has come to nothing: its thread was not in the context yet. */
    boolean isAskLost() {
        Future<?> current = ask;
        return current == null || current.isDone();
    }
}
