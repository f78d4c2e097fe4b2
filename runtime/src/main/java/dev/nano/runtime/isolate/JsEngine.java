package dev.nano.runtime.isolate;

import com.oracle.truffle.api.ThreadLocalAction;
import com.oracle.truffle.api.Truffle;
import com.oracle.truffle.api.TruffleContext;
import com.oracle.truffle.api.impl.DefaultTruffleRuntime;
import dev.nano.runtime.web.Platform;
import java.io.OutputStream;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.Future;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.EnvironmentAccess;
import org.graalvm.polyglot.Instrument;
import org.graalvm.polyglot.PolyglotAccess;
import org.graalvm.polyglot.SandboxPolicy;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.io.IOAccess;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one engine of the process: contexts of all apps share its compiled code, never their objects. */
final class JsEngine implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(JsEngine.class);

    private final Engine engine;
    private final HeapInstrument heap;
    private final DroppedCompilations compilations = new DroppedCompilations();
    private final List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
    /** As of the last sweep. */
    private long collections;

    JsEngine() {
        Engine.Builder builder = Engine.newBuilder("js")
                .sandbox(SandboxPolicy.TRUSTED)
                .allowExperimentalOptions(true)
                .option("engine.WarnInterpreterOnly", "false")
                .out(OutputStream.nullOutputStream())
                .err(OutputStream.nullOutputStream());
        if (!(Truffle.getRuntime() instanceof DefaultTruffleRuntime)) {
            // Inlining the platform into each of hundreds of handlers is seconds of compilation for each, and nothing
            // gained: docs/design/start-up.md. The runtime that only interprets does not know these options.
            builder.option("engine.Mode", "latency");
            // Otherwise an idle compiler takes whatever has been called forty times: two functions that install the
            // platform, for which the compiler itself is started and compiled, seconds before the first request.
            builder.option("engine.DynamicCompilationThresholdsMinScale", "1.0");
        }
        engine = builder.build();
        Instrument instrument = engine.getInstruments().get(HeapInstrument.ID);
        if (instrument == null) {
            throw new IllegalStateException(
                    HeapInstrument.ID + ": not found (expected: its provider in META-INF/services)");
        }
        heap = instrument.lookup(HeapInstrument.class);
    }

    /** A context and the handle that measures and pauses it. */
    record JsContext(Context context, TruffleContext inner) {

        /**
         * Stops whatever runs in the context at its next safepoint, and whoever enters it, until it is resumed or
         * closed. It can still be measured.
         *
         * @return resumes
         */
        Runnable pause() {
            Future<Void> pause = inner.pause();
            return () -> inner.resume(pause);
        }
    }

    /** What the JavaScript runs on. */
    JavaScriptMode mode() {
        return new JavaScriptMode(engine.getImplementationName(), engine.getVersion());
    }

    /** A context that can reach nothing but JavaScript itself, the platform installed into it, and its app's files. */
    JsContext newContext(AppCode code) {
        try {
            Context context = buildContext(code);
            try {
                // The engine holds the lock of the context while it makes the globals, and its builtins have safepoints
                // there. A thread paused at one of them would block every thread that pauses, measures or closes the
                // context, the watchdog included. So the globals are made before other threads can see the context.
                context.initialize("js");
                return new JsContext(context, heap.takeCreated());
            } catch (RuntimeException | Error e) {
                context.close(true);
                throw e;
            }
        } finally {
            heap.forgetCreated();
        }
    }

    private Context buildContext(AppCode code) {
        return Context.newBuilder("js")
                .engine(engine)
                .allowExperimentalOptions(true)
                .options(Platform.contextOptions())
                .option("js.esm-eval-returns-exports", "true")
                .option("js.string-length-limit", "33554432")
                // Function() would keep what it has parsed in the engine, for the next app that parses the same.
                .option("js.function-constructor-cache-size", "0")
                .option("js.shared-array-buffer", "false")
                .allowHostAccess(Platform.hostAccess())
                // No allowHostClassLookup, not even one that refuses: it would bring the global `Java` along.
                .allowHostClassLoading(false)
                .allowNativeAccess(false)
                .allowCreateThread(false)
                .allowCreateProcess(false)
                .allowInnerContextOptions(false)
                .allowEnvironmentAccess(EnvironmentAccess.NONE)
                .allowPolyglotAccess(PolyglotAccess.NONE)
                .allowIO(IOAccess.newBuilder()
                        .fileSystem(new AppFileSystem(code))
                        .build())
                .build();
    }

    /** For a thread that measures contexts. */
    Meter newMeter() {
        return new Meter(engine, heap);
    }

    /** See {@link HeapInstrument#submit}. */
    @Nullable
    Future<?> submit(JsContext context, ThreadLocalAction action) {
        return heap.submit(context.inner(), action);
    }

    /** Forgets what the engine keeps of code that is gone. Called every second. */
    synchronized void sweep() {
        compilations.sweep();
        long now = collectors.stream()
                .mapToLong(GarbageCollectorMXBean::getCollectionCount)
                .sum();
        if (now != collections) {
            collections = now;
            // Sources and what was parsed of them lie in two caches with weak keys. Each keeps the entry of a key that
            // was collected until it is used again. Takes milliseconds when there are hundreds of contexts.
            var _ = engine.getCachedSources();
            var _ = Source.newBuilder("js", "", "sweep").cached(false).buildLiteral();
        }
    }

    @Override
    public void close() {
        try {
            engine.close(true);
        } catch (IllegalStateException e) {
            // A thread that cannot be interrupted still sits in a context; the process ends all the same.
            log.atWarn().addKeyValue("reason", e.getMessage()).log("engine_not_closed");
        }
    }
}
