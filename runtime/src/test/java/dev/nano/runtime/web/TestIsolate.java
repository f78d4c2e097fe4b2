package dev.nano.runtime.web;

import dev.nano.runtime.outbound.Egress;
import dev.nano.runtime.outbound.Outbound;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.io.IOAccess;
import org.graalvm.polyglot.proxy.ProxyExecutable;

/** A context with the platform on a thread of its own. All of them share one engine, as in the runtime. */
final class TestIsolate implements AutoCloseable {

    private static final Engine ENGINE = Engine.newBuilder("js")
            .option("engine.WarnInterpreterOnly", "false")
            .build();
    private static final Outbound OUTBOUND = new Outbound();
    static final long MAX_BODY_BYTES = 1 << 20;

    final TestLoop loop = new TestLoop();
    static final long HELD_LIMIT = 64 << 20;

    final HeldBytes held = new HeldBytes(HELD_LIMIT);
    final List<String> log = new CopyOnWriteArrayList<>();
    private final Context context;
    private final Platform platform;

    private TestIsolate(Map<String, String> files, boolean dev) {
        this(files, dev, OUTBOUND, Egress.LOOPBACK, Duration.ofDays(1));
    }

    /** @param timeout of outbound requests */
    private TestIsolate(Map<String, String> files, boolean dev, Outbound outbound, Egress egress, Duration timeout) {
        PlatformServices services = new PlatformServices(
                outbound.of(egress, timeout, timeout),
                (app, level, message) -> log.add(level.name().toLowerCase(Locale.ROOT) + " " + app + " " + message),
                MAX_BODY_BYTES,
                held,
                dev);
        context = loop.call(() -> Context.newBuilder("js")
                .engine(ENGINE)
                .allowExperimentalOptions(true)
                .options(Platform.contextOptions())
                .allowHostAccess(Platform.hostAccess())
                .allowIO(IOAccess.newBuilder().fileSystem(new TestFiles(files)).build())
                .build());
        loop.enterFromNowOn(context);
        platform = loop.call(() -> Platform.install(context, loop, services, "test-app", Map.of("GREETING", "hello")));
    }

    /** Without an app, for {@link #eval}. */
    static TestIsolate bare() {
        return new TestIsolate(Map.of(), false);
    }

    static TestIsolate bare(Outbound outbound) {
        return bare(outbound, Egress.LOOPBACK);
    }

    static TestIsolate bare(Outbound outbound, Egress egress) {
        return new TestIsolate(Map.of(), false, outbound, egress, Duration.ofDays(1));
    }

    static TestIsolate bare(Duration timeout) {
        return new TestIsolate(Map.of(), false, OUTBOUND, Egress.LOOPBACK, timeout);
    }

    /** With an app of one file. */
    static TestIsolate app(String indexJs) {
        return app(Map.of("/index.js", indexJs), false);
    }

    static TestIsolate app(Map<String, String> files, boolean dev) {
        TestIsolate isolate = new TestIsolate(files, dev);
        isolate.load().ifPresent(failure -> {
            throw new AssertionError(failure.toString());
        });
        return isolate;
    }

    /** How loading such an app fails. */
    static LoadFailure failingApp(Map<String, String> files) {
        try (TestIsolate isolate = new TestIsolate(files, false)) {
            return isolate.load().orElseThrow();
        }
    }

    private java.util.Optional<LoadFailure> load() {
        CompletableFuture<java.util.Optional<LoadFailure>> result = new CompletableFuture<>();
        loop.execute(() -> platform.load("/index.js", new LoadListener() {
            @Override
            public void loaded() {
                result.complete(java.util.Optional.empty());
            }

            @Override
            public void failed(LoadFailure failure) {
                result.complete(java.util.Optional.of(failure));
            }
        }));
        return result.orTimeout(90, TimeUnit.SECONDS).join();
    }

    /** Hands {@code exchange} to the app; the result completes when it has settled. */
    CompletableFuture<Void> dispatch(TestExchange exchange) {
        CompletableFuture<Void> settled = new CompletableFuture<>();
        loop.execute(() -> platform.dispatch(exchange, () -> settled.complete(null)));
        return settled;
    }

    /** Dispatches and waits for the answer. */
    TestExchange answer(TestExchange exchange) {
        dispatch(exchange);
        exchange.outcome();
        return exchange;
    }

    /** Makes {@code value} a global of the app's. */
    void define(String name, Object value) {
        loop.call(() -> {
            context.getBindings("js").putMember(name, value);
            return null;
        });
    }

    /**
     * The body of an async function in JavaScript; what it returns, as JSON when it is not a string. Errors come as {@code
     * "Name: message"}.
     */
    String eval(String body) {
        CompletableFuture<String> result = new CompletableFuture<>();
        ProxyExecutable done = arguments -> {
            result.complete(arguments[0].asString());
            return null;
        };
        loop.execute(() -> {
            Value run = context.eval("js", """
                (done) => {
                  const text = (v) => typeof v === 'string' ? v : JSON.stringify(v) ?? String(v);
                  (async () => {%s
                  })().then((v) => done(text(v)), (e) => done(`${e?.name}: ${e?.message}`));
                }
                """.formatted(body));
            run.executeVoid(done);
        });
        return result.orTimeout(90, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        platform.close();
        loop.call(() -> {
            loop.enterFromNowOn(null);
            return null;
        });
        context.close(true);
        loop.close();
    }
}
