package dev.nano.runtime.isolate;

import dev.nano.runtime.exchange.Exchange;
import dev.nano.runtime.web.EventLoop;
import dev.nano.runtime.web.LoadFailure;
import dev.nano.runtime.web.LoadListener;
import dev.nano.runtime.web.Platform;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The JavaScript of one isolate: a context, and the platform and the app that are loaded into it. It belongs to the isolate's
 * thread; others only measure, pause and close it.
 */
final class AppContext {

    private final Isolates isolates;
    private final IsolatePool pool;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    /** Written by the isolate's thread once. */
    private volatile JsEngine.@Nullable JsContext js;
    /** Isolate's thread only. */
    private @Nullable Platform platform;

    AppContext(Isolates isolates, IsolatePool pool) {
        this.isolates = isolates;
        this.pool = pool;
    }

    // ---- isolate's thread -----------------------------------------------------------------------------------------

    boolean isOpen() {
        return js != null;
    }

    /** Creates the context, with nothing in it. */
    void open() {
        js = isolates.engine().newContext(pool.code());
    }

    void enter() {
        opened().context().enter();
    }

    void leave() {
        opened().context().leave();
    }

    /** @throws IllegalStateException before {@link #open} */
    private JsEngine.JsContext opened() {
        JsEngine.JsContext current = js;
        if (current == null) {
            throw new IllegalStateException("no context");
        }
        return current;
    }

    /** Evaluates the app. One of the two is called, now or later. */
    void load(EventLoop loop, Runnable loaded, Consumer<LoadException> failed) {
        Platform fresh =
                Platform.install(opened().context(), loop, isolates.platformServices(pool), pool.app(), pool.env());
        platform = fresh;
        fresh.load("/index.js", new LoadListener() {
            @Override
            public void loaded() {
                loaded.run();
            }

            @Override
            public void failed(LoadFailure failure) {
                failed.accept(new LoadException(
                        failure.message(), relative(failure.file()), failure.line(), failure.column()));
            }
        });
    }

    private static @Nullable String relative(@Nullable String file) {
        return file != null && file.startsWith("/") ? file.substring(1) : file;
    }

    /** See {@link Platform#dispatch}; the app has been loaded. */
    void dispatch(Exchange exchange, Runnable settled) {
        Platform loaded = platform;
        if (loaded == null) {
            throw new IllegalStateException("the app has not been loaded");
        }
        loaded.dispatch(exchange, settled);
    }

    /** Gives back what the platform holds outside of the context. */
    void closePlatform() {
        Platform installed = platform;
        if (installed != null) {
            installed.close();
        }
    }

    // ---- any thread -----------------------------------------------------------------------------------------------

    /** See {@link JsEngine#measure}. */
    long measure(long stopAt) {
        return isolates.engine().measure(opened(), stopAt);
    }

    /** See {@link JsEngine.JsContext#pause()}. */
    Runnable pause() {
        JsEngine.JsContext current = js;
        return current == null ? () -> {} : current.pause();
    }

    /** Cancels what runs in the context, if there is one yet, and waits until the thread has left it. */
    void close() {
        try {
            JsEngine.JsContext current = js;
            if (current != null) {
                current.context().close(true);
            }
        } finally {
            closed.complete(null);
        }
    }

    /** Completes when the thread has left the context after its {@link #close}, and its memory is free. */
    CompletableFuture<Void> closed() {
        return closed;
    }
}
