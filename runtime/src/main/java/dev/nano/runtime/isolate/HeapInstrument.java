package dev.nano.runtime.isolate;

import com.oracle.truffle.api.ThreadLocalAction;
import com.oracle.truffle.api.TruffleContext;
import com.oracle.truffle.api.instrumentation.ContextsListener;
import com.oracle.truffle.api.instrumentation.TruffleInstrument;
import com.oracle.truffle.api.nodes.LanguageInfo;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Measures how much heap one context keeps alive. The polyglot API has no call for it; an instrument of the engine does,
 * also in the Community edition, as long as the engine compiles.
 */
@TruffleInstrument.Registration(id = HeapInstrument.ID, name = "NANO heap measurement", services = HeapInstrument.class)
public final class HeapInstrument extends TruffleInstrument implements ContextsListener {

    static final String ID = "nano-heap";

    /** The context that this thread has just created: building a Context tells the listener on the same thread. */
    private static final ThreadLocal<@Nullable TruffleContext> CREATED = new ThreadLocal<>();

    private @Nullable Env env;

    @Override
    protected void onCreate(Env newEnv) {
        env = newEnv;
        newEnv.registerService(this);
        newEnv.getInstrumenter().attachContextsListener(this, false);
    }

    /** Hands over the context that the calling thread created last. */
    TruffleContext takeCreated() {
        TruffleContext context = CREATED.get();
        forgetCreated();
        if (context == null) {
            throw new IllegalStateException("no context was created on this thread");
        }
        return context;
    }

    /** For when building a context fails after its creation: the thread would keep it until it creates another. */
    void forgetCreated() {
        CREATED.remove();
    }

    /**
     * Live bytes of a context, also while it runs. Costs about 15 ms and more with the number of objects. The calling
     * thread must have entered a context of the engine, any one.
     *
     * @param stopAt gives up counting beyond so many bytes
     * @param patienceNanos how long to wait for a thread in a call that cannot be interrupted
     * @param givenUp set by another thread when the caller does not need the result any more
     * @return bytes, or -1 when the context is closed, its thread does not reach a safepoint in time, it was given up, or the
     *     engine cannot measure
     */
    long measure(TruffleContext context, long stopAt, long patienceNanos, AtomicBoolean givenUp) {
        Env current = env;
        if (current == null || givenUp.get() || context.isClosed()) {
            return -1;
        }
        var stopped = new StoppedThread();
        Future<Void> submitted = current.submitThreadLocal(context, null, stopped);
        try {
            return stopped.await(submitted, patienceNanos)
                    ? current.calculateContextHeapSize(context, stopAt, givenUp)
                    : -1;
        } catch (CancellationException e) {
            return -1;
        } catch (UnsupportedOperationException e) {
            // Only an engine that compiles can measure; the start-up line warns of one that does not.
            return -1;
        } finally {
            submitted.cancel(false);
            stopped.release();
        }
    }

    /** Has the thread that is in a context do something at its next safepoint; nothing when there is none. */
    @Nullable
    Future<?> submit(TruffleContext context, ThreadLocalAction action) {
        Env current = env;
        return current == null || context.isClosed() ? null : current.submitThreadLocal(context, null, action);
    }

    @Override
    public void onContextCreated(TruffleContext context) {
        CREATED.set(context);
    }

    @Override
    public void onLanguageContextCreated(TruffleContext context, LanguageInfo language) {
        // Only whole contexts matter.
    }

    @Override
    public void onLanguageContextInitialized(TruffleContext context, LanguageInfo language) {
        // Only whole contexts matter.
    }

    @Override
    public void onLanguageContextFinalized(TruffleContext context, LanguageInfo language) {
        // Only whole contexts matter.
    }

    @Override
    public void onLanguageContextDisposed(TruffleContext context, LanguageInfo language) {
        // Only whole contexts matter.
    }

    @Override
    public void onContextClosed(TruffleContext context) {
        // Isolates close their contexts themselves.
    }
}
