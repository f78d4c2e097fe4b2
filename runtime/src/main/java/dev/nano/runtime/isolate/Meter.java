package dev.nano.runtime.isolate;

import dev.nano.runtime.web.Platform;
import java.util.concurrent.atomic.AtomicBoolean;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;

/** Measures contexts for one thread at a time, from an empty context: measuring works only inside of some context of the engine. */
final class Meter {

    private final HeapInstrument heap;
    private final Context inside;

    Meter(Engine engine, HeapInstrument heap) {
        this.heap = heap;
        inside = Context.newBuilder("js")
                .engine(engine)
                .allowHostAccess(Platform.hostAccess())
                .build();
    }

    /** See {@link HeapInstrument#measure}. */
    synchronized long measure(JsEngine.JsContext context, long stopAt, long patienceNanos, AtomicBoolean givenUp) {
        inside.enter();
        try {
            return heap.measure(context.inner(), stopAt, patienceNanos, givenUp);
        } finally {
            inside.leave();
        }
    }
}
