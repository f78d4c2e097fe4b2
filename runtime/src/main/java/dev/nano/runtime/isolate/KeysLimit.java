package dev.nano.runtime.isolate;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.js.runtime.Errors;
import com.oracle.truffle.js.runtime.builtins.JSArrayBufferView;
import com.oracle.truffle.js.runtime.builtins.JSString;
import com.oracle.truffle.js.runtime.objects.JSDynamicObject;

/**
 * How many keys {@code Object.keys}, {@code for in}, a spread and the like may ask of a string or a typed array at once: each is
 * an object that is made where nothing can interrupt it. The engine's classes call this: the build makes copies of them that do
 * (dev/BoundEngine.java).
 */
public final class KeysLimit {

    private static final int MAX_KEYS = 1 << 20;

    private KeysLimit() {}

    /** Called before the keys of a string object are listed. */
    @TruffleBoundary
    public static void checkString(JSDynamicObject string) {
        check("a string", JSString.getStringLength(string));
    }

    /** Called before the keys of a typed array are listed. */
    @TruffleBoundary
    public static void checkView(JSDynamicObject view) {
        check("a typed array", JSArrayBufferView.typedArrayGetLength(view));
    }

    private static void check(String owner, int keys) {
        if (keys > MAX_KEYS) {
            throw Errors.createRangeError("keys of " + owner + ": " + keys + " (expected: at most " + MAX_KEYS
                    + ", which is fixed and does not depend on memory_mb)");
        }
    }
}
