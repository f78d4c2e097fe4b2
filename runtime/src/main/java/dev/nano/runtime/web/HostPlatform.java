package dev.nano.runtime.web;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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

    /** What url.js and url-search-params.js call. */
    @HostAccess.Export
    public final UrlHost url = new UrlHost();

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int MAX_RANDOM_BYTES = 65_536;
    private static final long MIN_UPLOAD_BYTES = 64 << 20;

    private final Context context;
    private final PlatformServices services;
    private final String app;
    private final List<Map.Entry<String, String>> env;
    private final ContextScope loop;
    private final HostTimers timers;
    private final HostFetch fetch;
    private final AnswerHeaders answerHeaders = new AnswerHeaders();
    private final double startedMillis = System.currentTimeMillis();
    private final long startedNanos = System.nanoTime();
    private @Nullable Value fireTimer;

    HostPlatform(Context context, ContextScope loop, PlatformServices services, String app, Map<String, String> env) {
        this.context = context;
        this.services = services;
        this.app = app;
        this.env = List.copyOf(env.entrySet());
        this.loop = loop;
        this.timers = new HostTimers(loop);
        this.fetch = new HostFetch(
                services.outbound(),
                loop,
                warning -> services.console().log(app, Level.WARN, warning),
                Math.max(MIN_UPLOAD_BYTES, 2 * services.maxBodyBytes()));
    }

    /** Evaluates a file of the platform; the value is its function. */
    @HostAccess.Export
    public Value resource(String name) {
        return context.eval(PlatformSources.script(name));
    }

    /** See bounds.js. */
    @HostAccess.Export
    public int memoryMb() {
        return (int) (services.held().limit() >> 20);
    }

    @HostAccess.Export
    public void log(String level, String message) {
        services.console().log(app, level(level), LogText.cut(message));
    }

    /** See {@link AnswerHeaders#check}. */
    @HostAccess.Export
    public @Nullable String headerLines(String lines, int size) {
        return answerHeaders.check(lines, size);
    }

    @HostAccess.Export
    public @Nullable String headerName(String text) {
        return HeaderLines.name(text);
    }

    @HostAccess.Export
    public @Nullable String headerValue(String text) {
        return HeaderLines.value(text);
    }

    /** Milliseconds since the context was made, with fractions. */
    @HostAccess.Export
    public double now() {
        return (System.nanoTime() - startedNanos) / 1e6;
    }

    /** Milliseconds since the epoch at which {@link #now} was 0. */
    @HostAccess.Export
    public double timeOrigin() {
        return startedMillis;
    }

    @HostAccess.Export
    public String windows1252(Value buffer, int offset, int length) {
        return Text.windows1252(Bytes.copy(buffer, offset, length));
    }

    @HostAccess.Export
    public HostUtf16Decoder utf16Decoder(boolean isBigEndian, boolean isFatal, boolean keepsMark) {
        return new HostUtf16Decoder(isBigEndian, isFatal, keepsMark);
    }

    @HostAccess.Export
    public @Nullable String toBase64(String text) {
        return Text.toBase64(text);
    }

    @HostAccess.Export
    public @Nullable String fromBase64(String text) {
        return Text.fromBase64(text);
    }

    @HostAccess.Export
    public ByteBuffer randomBytes(int count) {
        byte[] bytes = new byte[Math.clamp(count, 0, MAX_RANDOM_BYTES)];
        RANDOM.nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    @HostAccess.Export
    public String randomUuid() {
        return UUID.randomUUID().toString();
    }

    /** An outbound request that is still to be described and started. */
    @HostAccess.Export
    public HostCall outbound(String method, String url, String headers) {
        return new HostCall(fetch, loop, services, method, url, HeaderLines.split(headers));
    }

    @HostAccess.Export
    public void onTimer(Value fire) {
        fireTimer = fire;
    }

    @HostAccess.Export
    public int maxTimers() {
        return HostTimers.MAX_TIMERS;
    }

    /** Returns false when {@link #maxTimers} are waiting. */
    @HostAccess.Export
    public boolean startTimer(int id, double delayMillis) {
        return fireTimer != null && timers.start(id, (long) delayMillis, fireTimer);
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

    /** The app has been loaded. */
    void loaded() {
        fetch.loaded();
    }

    AnswerHeaders answerHeaders() {
        return answerHeaders;
    }

    /** On any thread. */
    void close() {
        fetch.close();
        loop.close();
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
