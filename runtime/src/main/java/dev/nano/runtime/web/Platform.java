package dev.nano.runtime.web;

import dev.nano.runtime.exchange.Exchange;
import dev.nano.runtime.exchange.Failure;
import java.util.LinkedHashMap;
import java.util.Map;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * The Web platform of one context. Everything but {@link #close} is called on the isolate's thread, inside of the entered
 * context.
 */
public final class Platform {

    private static final HostAccess HOST_ACCESS = HostAccess.newBuilder(HostAccess.EXPLICIT)
            .allowBufferAccess(true) // bytes come in as java.nio.ByteBuffer, see bytes.js
            .build();

    private final HostPlatform host;
    private final ContextScope loop;
    private final PlatformServices services;
    private final String app;
    private final Value load;
    private final RequestUrls urls = new RequestUrls();
    private @Nullable Value serve;

    private Platform(HostPlatform host, ContextScope loop, PlatformServices services, String app, Value load) {
        this.host = host;
        this.loop = loop;
        this.services = services;
        this.app = app;
        this.load = load;
    }

    /** What every context of an engine must be built with. */
    public static HostAccess hostAccess() {
        return HOST_ACCESS;
    }

    /** The options of the JavaScript language that the platform counts on. */
    public static Map<String, String> contextOptions() {
        Map<String, String> options = new LinkedHashMap<>();
        // The platform brings its own, or apps must not have it.
        for (String builtin : new String[] {"console", "load", "performance", "polyglot-builtin", "print"}) {
            options.put("js." + builtin, "false");
        }
        options.put("js.java-package-globals", "false");
        options.put("js.global-arguments", "false");
        // Taken away from apps by bootstrap.js, which needs it for rejections that nobody handles.
        options.put("js.graal-builtin", "true");
        options.put("js.unhandled-rejections", "handler");
        // UTF-8 without crossing to Java.
        options.put("js.text-encoding", "true");
        // Error.captureStackTrace, which much code written for V8 calls.
        options.put("js.stack-trace-api", "true");
        // RegExp.$1 and its kind: bookkeeping on every match that nobody needs.
        options.put("js.regexp-static-result", "false");
        return options;
    }

    /**
     * Installs the platform into a fresh context, before any code of the app runs.
     *
     * @param app the name of the app in logs
     * @param env what the app gets as the second argument of {@code fetch}
     */
    public static Platform install(
            Context context, EventLoop loop, PlatformServices services, String app, Map<String, String> env) {
        ContextScope scope = new ContextScope(loop);
        HostPlatform host = new HostPlatform(context, scope, services, app, env);
        // First, so that the platform has the bounded builtins too.
        context.eval(PlatformSources.script("bounds")).executeVoid(host);
        Value primordials = context.eval(PlatformSources.script("primordials")).execute();
        Value load = context.eval(PlatformSources.script("bootstrap")).execute(host, primordials);
        return new Platform(host, scope, services, app, load);
    }

    /**
     * Imports the app's main module, waits for its top-level awaits and looks for its handler.
     *
     * @param path absolute, as the context's file system has it, for example {@code /index.js}
     */
    public void load(String path, LoadListener listener) {
        load.executeVoid(path, new HostLoad(listener, handler -> {
            host.loaded();
            serve = handler;
        }));
    }

    /**
     * Hands one request to the app, which must have been loaded.
     *
     * @param settled run once, on the isolate's thread, when the answer is complete and everything passed to {@code
     *     ctx.waitUntil} has settled
     */
    public void dispatch(Exchange exchange, Runnable settled) {
        if (serve == null) {
            throw new IllegalStateException("the app has not been loaded");
        }
        HostRequest request = new HostRequest(exchange, loop, services, app, host.answerHeaders(), settled);
        try {
            if (urls.hasHostOfUrl(exchange)) {
                serve.executeVoid(request);
            } else {
                exchange.fail(Failure.BAD_REQUEST, "host: not one that a URL can have");
            }
        } catch (PolyglotException e) {
            if (GuestCalls.endsIsolate(e)) {
                throw e;
            }
            // handler.js catches what apps throw; this is an app that has broken its own copy of the platform.
            exchange.fail(Failure.INTERNAL, "the app could not be called");
        }
        request.dispatched();
    }

    /** Ends what runs outside of the context on its behalf. May be called on any thread, also while JavaScript runs. */
    public void close() {
        host.close();
    }
}
