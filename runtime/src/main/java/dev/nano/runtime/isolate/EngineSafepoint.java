package dev.nano.runtime.isolate;

import com.oracle.truffle.api.CompilerDirectives;
import com.oracle.truffle.api.TruffleSafepoint;
import com.oracle.truffle.api.nodes.Node;

/**
 * Where work of the engine that has no safepoint of its own, such as compiling a regular expression, can be cancelled or
 * paused. The engine's classes call this: the build makes copies of them that do (dev/BoundEngine.java).
 */
public final class EngineSafepoint {

    private static final Node HERE = new Node() {};

    private EngineSafepoint() {}

    /** Called at each step. */
    public static void poll() {
        TruffleSafepoint.poll(HERE);
    }

    /** Called at each step of work during which locks may be held: only for an isolate that has been ended, which is cancelled here. */
    public static void pollEnded() {
        if (Thread.currentThread() instanceof IsolateThread thread && thread.isRunningEnded()) {
            TruffleSafepoint.poll(HERE);
        }
    }

    /** Called at each step of a loop that the compiler unrolls, and where a safepoint for each step would cost too much. */
    public static void pollInterpreted() {
        if (CompilerDirectives.inInterpreter()) {
            TruffleSafepoint.poll(HERE);
        }
    }
}
