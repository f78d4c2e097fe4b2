package dev.nano.runtime.isolate;

import com.oracle.truffle.api.Truffle;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works around a leak of Truffle (25.0): its TraversingBlockingQueue drops compilations whose code is gone or that were
 * cancelled, but they stay in the set of all compilations of its BackgroundCompileQueue. That is some 230 bytes for each
 * version of an app that ends with a function about to be compiled, and whatever an app likes that makes and drops functions.
 *
 * <p>The queue that does not traverse would not leak, but compiles in the order of arrival instead of the hottest first.
 */
final class DroppedCompilations {

    private static final Logger log = LoggerFactory.getLogger(DroppedCompilations.class);

    /** So many are left alone: most of them are still to be compiled. */
    private static final int FEW = 500;

    private final @Nullable Object queue = queue();
    private boolean isBroken;

    private static @Nullable Object queue() {
        try {
            Object runtime = Truffle.getRuntime();
            return runtime.getClass().getMethod("getCompileQueue").invoke(runtime);
        } catch (ReflectiveOperationException e) {
            // The runtime that only interprets compiles nothing.
            return null;
        }
    }

    /** Removes what was dropped, if there may be much of it. */
    synchronized void sweep() {
        if (queue == null || isBroken) {
            return;
        }
        try {
            Object executor = get(queue, "executor");
            if (executor != null && get(executor, "allTargets") instanceof Collection<?> all && all.size() > FEW) {
                all.removeIf(DroppedCompilations::isDropped);
            }
        } catch (ReflectiveOperationException | IllegalStateException e) {
            isBroken = true;
            log.atWarn().addKeyValue("error", e.toString()).log("compilation_sweep_failed");
        }
    }

    private static @Nullable Object get(Object owner, String name) throws ReflectiveOperationException {
        Field field = field(owner.getClass(), name);
        field.setAccessible(true);
        return field.get(owner);
    }

    /** The queue of HotSpot is of a class that extends the one with the field. */
    private static Field field(Class<?> type, String name) throws NoSuchFieldException {
        for (Class<?> declaring = type; declaring != null; declaring = declaring.getSuperclass()) {
            for (Field field : declaring.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    return field;
                }
            }
        }
        throw new NoSuchFieldException(type.getName() + "." + name);
    }

    private static boolean isDropped(Object entry) {
        try {
            Object task = call(entry, "getCompileTask");
            return (boolean) call(task, "isCancelled") || (int) call(task, "targetHighestCompiledTier") < 0;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object call(Object target, String name) throws ReflectiveOperationException {
        Method method = target.getClass().getMethod(name);
        method.setAccessible(true);
        return method.invoke(target);
    }
}
