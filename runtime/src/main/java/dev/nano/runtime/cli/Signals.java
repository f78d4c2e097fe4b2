package dev.nano.runtime.cli;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGTERM and SIGINT. A shutdown hook would not do: it cannot choose the exit status, and while it runs the JVM ignores
 * further signals.
 */
final class Signals {

    private static final Logger log = LoggerFactory.getLogger(Signals.class);

    private Signals() {}

    /** The first signal runs {@code stop}, on a thread of its own; the second one ends the process at once. */
    static void onStop(Runnable stop) {
        AtomicBoolean stopping = new AtomicBoolean();
        for (String name : List.of("TERM", "INT")) {
            handle(name, status -> {
                if (stopping.getAndSet(true)) {
                    Runtime.getRuntime().halt(status);
                }
                stop.run();
            });
        }
    }

    /**
     * By reflection: {@code sun.misc.Signal} is supported for want of anything better (JEP 260), but the compiler warns of
     * it in a way that cannot be silenced.
     *
     * @param handler gets the exit status that a shell expects of a process which this signal ended
     */
    private static void handle(String name, IntConsumer handler) {
        try {
            Class<?> signalClass = Class.forName("sun.misc.Signal");
            Class<?> handlerClass = Class.forName("sun.misc.SignalHandler");
            Object signal = signalClass.getConstructor(String.class).newInstance(name);
            int number = (int) signalClass.getMethod("getNumber").invoke(signal);
            MethodHandle accept = MethodHandles.lookup()
                    .findVirtual(IntConsumer.class, "accept", MethodType.methodType(void.class, int.class));
            MethodHandle handle = MethodHandles.dropArguments(
                    MethodHandles.insertArguments(accept, 0, handler, 128 + number), 0, signalClass);
            signalClass
                    .getMethod("handle", signalClass, handlerClass)
                    .invoke(null, signal, MethodHandleProxies.asInterfaceInstance(handlerClass, handle));
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            // A JVM without signals (-Xrs): it will be ended without a drain.
            log.atWarn()
                    .addKeyValue("signal", name)
                    .addKeyValue("reason", e.toString())
                    .log("signal_not_handled");
        }
    }
}
