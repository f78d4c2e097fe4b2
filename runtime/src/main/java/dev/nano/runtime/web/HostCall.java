package dev.nano.runtime.web;

import dev.nano.runtime.exchange.RequestBody;
import dev.nano.runtime.outbound.FetchFailure;
import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * One outbound request, of which a {@code fetch()} makes one for each redirect. fetch.js says what to send, {@link #start}s
 * it, and is called back on the isolate's thread when the head of the answer is there.
 */
public final class HostCall {

    private static final String[] NONE = {};
    private static final FetchFailure CANCELLED = new FetchFailure("ABORT_ERR", "the request was cancelled");
    private static final Cleaner ABANDONED = Cleaner.create();

    private final HostFetch fetch;
    private final ContextScope loop;
    private final Executor turns;
    private final PlatformServices services;
    private final String method;
    private final String url;
    private final String[] headers;
    private @Nullable RequestBody upload;
    private int reserved;

    private volatile @Nullable OutboundBody answer;
    private volatile boolean isCancelled;

    // The answer; on the isolate's thread.
    private int status;
    private String statusText = "";
    private String[] answerHeaders = NONE;
    private String error = "";
    private String errorCode = "";
    /** Until {@link #body} has given it away; then it lives as long as JavaScript has it. */
    private @Nullable HostBody body;

    private WeakReference<HostBody> given = new WeakReference<>(null);

    /** When the request and its response have to be over, in {@link System#nanoTime}; 0 until it is known. */
    private long deadline;

    /** Ends the wait for the {@link #deadline}. */
    private volatile @Nullable Runnable stopClock;

    private @Nullable Kept<Value> whenDone;
    private @Nullable Kept<Value> whenOver;

    HostCall(
            HostFetch fetch,
            ContextScope loop,
            PlatformServices services,
            String method,
            String url,
            String[] headers) {
        this.fetch = fetch;
        this.loop = loop;
        this.turns = loop.forThisRequest();
        this.services = services;
        this.method = method;
        this.url = url;
        this.headers = headers;
    }

    @HostAccess.Export
    public void sendText(String text) {
        keep(text.getBytes(StandardCharsets.UTF_8));
    }

    @HostAccess.Export
    public void sendBytes(Value buffer, int offset, int length) {
        keep(Bytes.copy(buffer, offset, length));
    }

    private void keep(byte[] bytes) {
        fetch.reserve(bytes.length - reserved);
        reserved = bytes.length;
        upload = new BytesBody(bytes);
    }

    /** Sends what arrives from elsewhere, without JavaScript touching it. */
    @HostAccess.Export
    public void sendSource(HostBody source) {
        upload = source.detach();
    }

    /** Sends what {@code pull} makes; {@code cancel} is called when nobody wants more. */
    @HostAccess.Export
    public HostPulledBody sendPulled(Value pull, Value cancel) {
        HostPulledBody pulled = new HostPulledBody(loop, pull, cancel);
        upload = pulled;
        return pulled;
    }

    /**
     * Sends the request.
     *
     * @param done called with true when the head of the answer is there, with false when {@link #error} says why not
     * @param over called when the whole answer has been read, has failed or was cancelled
     */
    @HostAccess.Export
    public void start(Value done, Value over) {
        whenDone = loop.keep(done);
        whenOver = loop.keep(over);
        if (deadline == 0) {
            deadline = System.nanoTime() + fetch.timeout().toNanos();
        }
        stopClock = loop.schedule(this::expire, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        fetch.start(this);
    }

    /** Makes this the next one of a chain of redirects, which shares the time of one request. */
    @HostAccess.Export
    public void follow(HostCall previous) {
        deadline = previous.deadline;
    }

    /** No request of the app lives longer, so nothing that it has begun may either. */
    private void expire() {
        OutboundBody current = answer;
        boolean hasHead = status != 0;
        FetchFailure late = new FetchFailure(
                hasHead ? "UND_ERR_BODY_TIMEOUT" : "UND_ERR_HEADERS_TIMEOUT",
                "the response was not complete within " + fetch.timeout().toMillis()
                        + " ms, the timeout_ms of the app");
        if (current == null) {
            isCancelled = true;
            refuse(late);
        } else {
            current.abort(late);
        }
    }

    /** Ends the request or the rest of its answer. May be called on any thread. */
    @HostAccess.Export
    public void cancel() {
        cancel(CANCELLED);
    }

    void cancel(FetchFailure reason) {
        isCancelled = true;
        OutboundBody current = answer;
        if (current != null) {
            current.abort(reason);
        }
        ended();
    }

    /** As {@link #cancel} does; who reads the answer gets {@code failure}. */
    @HostAccess.Export
    public void abort(Value failure) {
        HostBody there = body == null ? given.get() : body;
        if (there != null) {
            there.setFailure(failure);
        }
        cancel();
    }

    /** Nobody will read the answer. */
    @HostAccess.Export
    public void discard() {
        OutboundBody current = answer;
        if (current != null) {
            current.discard();
        }
    }

    /** Whether JavaScript has been given an answer that it has not begun to read. On the isolate's thread. */
    boolean isUnread() {
        HostBody there = given.get();
        return there != null && there.isUntouched();
    }

    String url() {
        return url;
    }

    /** Never gets to be sent. On the isolate's thread. */
    void refuse(FetchFailure why) {
        failed(why);
        over();
    }

    private void ended() {
        synchronized (this) {
            fetch.release(reserved);
            reserved = 0;
            upload = null;
        }
        Runnable stop = stopClock;
        if (stop != null) {
            stop.run();
        }
        fetch.ended(this);
    }

    @HostAccess.Export
    public int status() {
        return status;
    }

    @HostAccess.Export
    public String statusText() {
        return statusText;
    }

    /** As {@link HeaderLines} has them. */
    @HostAccess.Export
    public String headers() {
        return HeaderLines.join(answerHeaders);
    }

    @HostAccess.Export
    public @Nullable String header(String name) {
        return HeaderLines.find(answerHeaders, name);
    }

    /**
     * The body, once. It is to be asked for last, when nothing else is wanted of the answer. When JavaScript can reach it no
     * more, the rest of the answer is not waited for.
     */
    @HostAccess.Export
    public @Nullable HostBody body() {
        HostBody taken = body;
        OutboundBody current = answer;
        if (taken != null && current != null) {
            body = null;
            given = new WeakReference<>(taken);
            ABANDONED.register(taken, current::discard);
            answerHeaders = NONE;
        }
        return taken;
    }

    @HostAccess.Export
    public String error() {
        return error;
    }

    /** For programs, for example {@code ECONNREFUSED}. */
    @HostAccess.Export
    public String errorCode() {
        return errorCode;
    }

    void send(OutboundHttp outbound) {
        try {
            OutboundBody current = outbound.send(method, url, headers, upload, fetch.ahead(), listener());
            answer = current;
            if (isCancelled) {
                current.abort(CANCELLED);
            }
        } catch (IllegalArgumentException e) {
            // The client is stricter than the standard about some URLs and methods.
            refuse(new FetchFailure("UND_ERR_INVALID_ARG", String.valueOf(e.getMessage())));
        } catch (IllegalStateException e) {
            refuse(new FetchFailure("ABORT_ERR", String.valueOf(e.getMessage())));
        }
    }

    private OutboundHttp.Listener listener() {
        return new OutboundHttp.Listener() {
            @Override
            public void answered(int code, String phrase, String[] lines, OutboundBody bytes) {
                HostBody host = new HostBody(bytes, loop, services.maxBodyBytes(), services.held(), () -> {}, () -> {});
                turns.execute(() -> {
                    status = code;
                    statusText = phrase;
                    answerHeaders = lines;
                    body = host;
                    call(whenDone, true);
                });
            }

            @Override
            public void failed(FetchFailure why) {
                HostCall.this.failed(why);
            }

            @Override
            public void released() {
                ended();
            }

            @Override
            public void over() {
                HostCall.this.over();
            }
        };
    }

    private void failed(FetchFailure why) {
        turns.execute(() -> {
            error = why.message();
            errorCode = why.code();
            call(whenDone, false);
        });
    }

    private void over() {
        ended();
        turns.execute(() -> call(whenOver));
    }

    /** Each of the two is called once. */
    private static void call(@Nullable Kept<Value> function, Object... arguments) {
        Value value = function == null ? null : function.take();
        if (value != null && value.canExecute()) {
            GuestCalls.call(value, arguments);
        }
    }
}
