package dev.nano.runtime.isolate;

import dev.nano.runtime.outbound.Egress;
import dev.nano.runtime.outbound.Outbound;
import dev.nano.runtime.web.ConsoleSink;
import dev.nano.runtime.web.PlatformServices;
import io.netty.util.HashedWheelTimer;
import io.netty.util.Timer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that isolates of all apps share: the engine, the threads, the clocks, and the watch over them. */
public final class Isolates implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Isolates.class);

    /** Loading is mostly parsing and waiting; more at a time would only take the processors from the apps that serve. */
    private static final int LOADS_AT_A_TIME = 8;

    /** After so long a load makes room for another: most are over by then, and a loop would hold up everybody's. */
    private static final long LOAD_PLACE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /**
     * Builtins that all contexts share keep the first few texts that they are called with, however long, until they have seen
     * so many different ones that they keep none. Here they see them before any app is there.
     */
    private static final String WARM_UP = """
        const kinds = [Function, (async () => {}).constructor, (function* () {}).constructor,
          (async function* () {}).constructor];
        for (let i = 0; i < 8; i++) {
          const text = 'warm' + i;
          for (const make of kinds) {
            make('//' + text);
            new make('//' + text);
            Reflect.construct(make, ['//' + text], Object);
          }
          RegExp(text);
          new RegExp(text);
          Reflect.construct(RegExp, [text], Object);
          /a/.compile(text);
          text.match(text + '1');
          text.search(text + '2');
          [...text.matchAll(text + '3')];
          for (const target of [{}, [], new Map(), () => {}, Object.prototype]) {
            Reflect.has(target, text);
            Object.hasOwn(target, text);
            Object.prototype.hasOwnProperty.call(target, text);
            Object.prototype.propertyIsEnumerable.call(target, text);
            Reflect.get(target, text);
            Object.getOwnPropertyDescriptor(target, text);
          }
        }
        export default { fetch() { return new Response('warm'); } };
        """;

    /** How long to wait for a thread in a call that cannot be interrupted before its isolate is left unmeasured for now. */
    private static final long MEASURING_PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final IsolateSettings settings;
    private final ConsoleSink console;
    private final Outbound outbound = new Outbound();
    private final JsEngine engine = new JsEngine();
    private final AppUsage usage = new AppUsage();
    private final IsolateThreads threads;
    private final Timer timer = new HashedWheelTimer(daemon("nano-timeouts"), 5, TimeUnit.MILLISECONDS, 1024);
    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, daemon("nano-timers"));
    private final ScheduledExecutorService watchClock = Executors.newScheduledThreadPool(1, daemon("nano-watchdog"));
    private final Meter meter = engine.newMeter();
    private final ExecutorService measurer = Executors.newSingleThreadExecutor(daemon("nano-memory"));
    /** As many as there are contexts that close at the time; the threads of a rush go after some seconds. */
    private final ExecutorService reaper = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), daemon("nano-reaper"));

    private final Semaphore loads = new Semaphore(LOADS_AT_A_TIME, true);
    private final Set<Isolate> all = ConcurrentHashMap.newKeySet();
    private final AtomicInteger stuckThreads = new AtomicInteger();
    private volatile boolean warm;
    private final HeapPressure pressure = new HeapPressure(this);
    private final EndRetries endRetries = new EndRetries(this);

    /** @param console takes what apps log */
    public Isolates(IsolateSettings settings, ConsoleSink console) {
        this.settings = settings;
        this.console = console;
        this.threads = new IsolateThreads(usage, settings.parallelism(), settings.maxThreads());
        clock.setRemoveOnCancelPolicy(true);
        endRetries.start();
        new Watchdog(this).start();
        pressure.start();
    }

    /** To be called before any app is loaded; takes seconds. See {@link StaticInitializers}. */
    public void initializeClasses() {
        StaticInitializers.run(engine);
    }

    private static ThreadFactory daemon(String name) {
        return Thread.ofPlatform().daemon().name(name).factory();
    }

    /**
     * Loads one version of an app; see {@link #load(IsolatePool)}.
     *
     * @throws LoadException when it does not load in time
     */
    public IsolatePool load(String app, AppCode code, Limits limits, Map<String, String> env) throws LoadException {
        IsolatePool pool = unloaded(app, app, code, limits, env, Egress.NONE);
        load(pool);
        return pool;
    }

    /**
     * One version of an app whose code is yet to be loaded, be it by its first request or by {@link #load(IsolatePool)}.
     *
     * @param app its name, with a namespace before a slash if it has one
     * @param host the hostname that identifies it
     * @param egress what the app may reach beside the public Internet
     * @throws LoadException when not even an empty app loads
     */
    public IsolatePool unloaded(
            String app, String host, AppCode code, Limits limits, Map<String, String> env, Egress egress)
            throws LoadException {
        if (!warm) {
            warmUpOnce();
        }
        return new IsolatePool(this, app, usage.share(app, host), code, limits, env, egress);
    }

    /**
     * Loads it unless some isolate has done so: it parses, evaluates and has a handler. The isolate that proved it stays and
     * serves.
     *
     * @throws LoadException when it does not load in time, which is the app's timeout within bounds
     */
    public void load(IsolatePool pool) throws LoadException {
        if (pool.isLoaded()) {
            return;
        }
        String refusal = pool.refusal();
        if (refusal != null) {
            throw new LoadException(refusal);
        }
        try {
            loadBeside(LOADS_AT_A_TIME - 1, pool);
        } catch (LoadException e) {
            if (!e.isPassing()) {
                throw e;
            }
            // Those that loaded at the same time took what there was; by now they are idle, and make room. Those that
            // were ended as this one was still hold it until their threads have left them.
            pressure.awaitClosed(ended());
            loadBeside(0, pool);
        }
    }

    /** @param others how many may be loading at the same time */
    private void loadBeside(int others, IsolatePool pool) throws LoadException {
        int permits = LOADS_AT_A_TIME - others;
        loads.acquireUninterruptibly(permits);
        CompletableFuture<Void> started;
        try {
            started = pool.startFirst();
            awaitFor(LOAD_PLACE_NANOS, started);
        } finally {
            loads.release(permits);
        }
        await(started);
    }

    private static void awaitFor(long nanos, CompletableFuture<Void> started) {
        try {
            started.get(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            // The caller sees to either.
        }
    }

    /**
     * Loads an empty app before the first real one, so that no app pays for the cold engine with its own time: the first
     * context takes one to two seconds of processor time, later ones some milliseconds.
     */
    private synchronized void warmUpOnce() throws LoadException {
        if (warm) {
            return;
        }
        byte[] code = WARM_UP.getBytes(StandardCharsets.UTF_8);
        var patient = new Limits(Duration.ofMinutes(5), Limits.DEFAULT.memoryMb(), 1);
        var pool = new IsolatePool(
                this,
                "nano-warm-up",
                usage.share("nano-warm-up", ""),
                AppCode.files(Map.of("index.js", code)),
                patient,
                Map.of(),
                Egress.NONE);
        await(pool.startFirst());
        pool.serving().forEach(pressure::warmUp);
        var _ = pool.drain();
        warm = true;
    }

    private static void await(CompletableFuture<Void> started) throws LoadException {
        try {
            started.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LoadException("loading was interrupted by the shutdown");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LoadException problem) {
                throw problem;
            }
            throw new IllegalStateException("starting an isolate failed", e.getCause());
        }
    }

    /** What apps send requests with. */
    public Outbound outbound() {
        return outbound;
    }

    /** What the JavaScript runs on. */
    public JavaScriptMode mode() {
        return engine.mode();
    }

    /** Threads that are in work that cannot be interrupted, after their isolate was ended. */
    public int stuckThreads() {
        return stuckThreads.get();
    }

    /** Whether so many threads are stuck that the process had better be replaced. */
    public boolean wantsReplacement() {
        return stuckThreads.get() >= settings.maxStuckThreads();
    }

    /** What all apps have used, those included that are no more. Brings the costs of each up to date. */
    public Cost cost() {
        threads.sample();
        return new Cost(usage.cpuNanos(), usage.allocatedBytes());
    }

    /** Isolates of all apps, starting and ending ones included. */
    public int count() {
        return all.size();
    }

    IsolateSettings settings() {
        return settings;
    }

    JsEngine engine() {
        return engine;
    }

    IsolateThreads threads() {
        return threads;
    }

    /** For deadlines: coarse, cheap to cancel. */
    Timer timer() {
        return timer;
    }

    /** For the timers of apps. */
    ScheduledExecutorService clock() {
        return clock;
    }

    HeapPressure pressure() {
        return pressure;
    }

    EndRetries endRetries() {
        return endRetries;
    }

    Set<Isolate> all() {
        return all;
    }

    ScheduledExecutorService watchClock() {
        return watchClock;
    }

    PlatformServices platformServices(IsolatePool pool) {
        return new PlatformServices(
                pool.outbound(), console, pool.limits().maxBufferBytes(), pool.heldBytes(), settings.dev());
    }

    void add(Isolate isolate) {
        all.add(isolate);
    }

    void remove(Isolate isolate) {
        all.remove(isolate);
    }

    void stuckThreads(int change) {
        stuckThreads.addAndGet(change);
    }

    /** Closing a context waits for the thread that is in it, so each closing gets a thread of its own. */
    void reap(Runnable closing) {
        reaper.execute(closing);
    }

    void measure(Isolate isolate) {
        measurer.execute(() -> isolate.measure(meter, MEASURING_PATIENCE_NANOS, new AtomicBoolean()));
    }

    /** Closes what nobody has used for long, and what is more than may lie idle. Called by the watchdog every second. */
    void sweep(long now) {
        all.forEach(Isolate::wakeIfForgotten);
        reap(engine::sweep);
        List<Isolate> idle = idleOldestFirst(now);
        int tooMany = idle.size() - settings.maxIdleIsolates();
        for (int i = 0; i < idle.size(); i++) {
            if (i < tooMany
                    || idle.get(i).idleNanos(now) > settings.idleTimeout().toNanos()) {
                idle.get(i).endIfIdle();
            }
        }
    }

    List<Isolate> idleOldestFirst(long now) {
        return all.stream()
                .filter(Isolate::isIdle)
                .sorted(Comparator.comparingLong((Isolate isolate) -> isolate.idleNanos(now))
                        .reversed())
                .toList();
    }

    /** Stops all JavaScript until what is returned has run. */
    Runnable pause() {
        threads.pause();
        List<Runnable> resumptions = new ArrayList<>();
        Runnable resume = () -> {
            threads.resume();
            resumptions.forEach(Runnable::run);
        };
        try {
            threads.running().forEach(isolate -> resumptions.add(isolate.pause()));
        } catch (RuntimeException | Error e) {
            // Out of memory half way: resume those that are paused already.
            resume.run();
            throw e;
        }
        return resume;
    }

    /** Those that have been ended, but whose thread has not left them yet. */
    List<Isolate> ended() {
        return all.stream().filter(Isolate::isEnded).toList();
    }

    /** Those that may hold most first. */
    List<Isolate> largestFirst() {
        return all.stream()
                .filter(isolate -> !isolate.isEnded())
                .sorted(Comparator.comparingLong(Isolate::possibleBytes).reversed())
                .toList();
    }

    /** Ends every isolate; requests that still run are failed. */
    @Override
    public void close() {
        pressure.close();
        watchClock.shutdownNow();
        all.forEach(isolate -> isolate.end(IsolateEnd.CLOSED));
        boolean areAllClosed = awaitReaper();
        endRetries.close();
        outbound.close();
        timer.stop();
        clock.shutdownNow();
        measurer.shutdownNow();
        threads.close();
        // Closing the engine waits for the threads in its contexts while it holds a lock that they may wait for.
        // An isolate may have been started while the others were ended.
        if (areAllClosed && all.isEmpty()) {
            engine.close();
        } else {
            log.atWarn().addKeyValue("isolates", all.size()).log("engine_not_closed");
        }
    }

    private boolean awaitReaper() {
        reaper.shutdown();
        try {
            return reaper.awaitTermination(Duration.ofSeconds(2).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
