package dev.nano.runtime.web;

import java.util.List;
import java.util.Map;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * What the JavaScript files of the platform call: {@code nano.host}. They hold it in closures, so apps do not see it; it
 * still takes any argument, because an app may replace the functions that the files were built from.
 */
public final class HostPlatform {

    private final Context context;
    private final PlatformServices services;
    private final String app;
    private final List<Map.Entry<String, String>> env;
    private final HostTimers timers;
    private final long startedNanos = System.nanoTime();
    private @Nullable Value fireTimer;

    HostPlatform(Context context, EventLoop loop, PlatformServices services, String app, Map<String, String> env) {
        this.context = context;
        this.services = services;
        this.app = app;
        this.env = List.copyOf(env.entrySet());
        this.timers = new HostTimers(loop);
    }

    /** Evaluates a file of the platform; the value is its function. */
    @HostAccess.Export
    public Value resource(String name) {
        return context.eval(PlatformSources.script(name));
    }

    @HostAccess.Export
    public void log(String level, String message) {
        services.console().log(app, level(level), message);
    }

    /** Milliseconds since the context was made, with fractions. */
    @HostAccess.Export
    public double now() {
        return (System.nanoTime() - startedNanos) / 1e6;
    }

    @HostAccess.Export
    public void onTimer(Value fire) {
        fireTimer = fire;
    }

    @HostAccess.Export
    public void startTimer(int id, double delayMillis) {
        if (fireTimer != null) {
            timers.start(id, (long) delayMillis, fireTimer);
        }
    }

    @HostAccess.Export
    public void stopTimer(int id) {
        timers.stop(id);
    }

    @HostAccess.Export
    public int envSize() {
        return env.size();
    }

    @HostAccess.Export
    public String envName(int index) {
        return env.get(index).getKey();
    }

    @HostAccess.Export
    public String envValue(int index) {
        return env.get(index).getValue();
    }

    private static Level level(String name) {
        return switch (name) {
            case "debug" -> Level.DEBUG;
            case "warn" -> Level.WARN;
            case "error" -> Level.ERROR;
            default -> Level.INFO;
        };
    }
}
