package dev.nano.runtime.isolate;

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
}
