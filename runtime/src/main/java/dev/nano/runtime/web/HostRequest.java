package dev.nano.runtime.web;

import dev.nano.runtime.exchange.Exchange;
import dev.nano.runtime.exchange.Failure;
import dev.nano.runtime.exchange.Outcome;
import dev.nano.runtime.exchange.ResponseBody;
import java.util.concurrent.Executor;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * One exchange as the JavaScript files see it. Used on the isolate's thread only. An app can get at it (it is a property of
 * its request), so every method takes any argument, any number of times, also when the exchange is long over.
 */
public final class HostRequest {

    private static final int SIGNAL = 0;
    private static final int STREAM = 1;

    private final Exchange exchange;
    private final ContextScope loop;
    private final PlatformServices services;
    private final String app;
    private final AnswerHeaders answerHeaders;
    private final Runnable settled;

    private @Nullable HostBody body;
    /** What to call when the exchange ends too early: for the request's signal, and for the stream that is being sent. */
    private final @Nullable Value[] whenGone = new Value[2];
    /** Inside of the call that dispatches, where {@link #settled} must wait until it has returned. */
    private boolean isDispatching = true;

    private boolean isAnswered;
    /** The head has been sent, and the body follows. */
    private boolean isStreaming;

    private boolean isFailureLogged;
    private boolean isGone;
    private boolean isSettled;
    private int waits;

    HostRequest(
            Exchange exchange,
            ContextScope loop,
            PlatformServices services,
            String app,
            AnswerHeaders answerHeaders,
            Runnable settled) {
        this.exchange = exchange;
        this.loop = loop;
        this.services = services;
        this.app = app;
        this.answerHeaders = answerHeaders;
        this.settled = settled;
    }

    @HostAccess.Export
    public String id() {
        return exchange.id();
    }

    @HostAccess.Export
    public String method() {
        return exchange.method();
    }

    @HostAccess.Export
    public String url() {
        return RequestUrls.normal(exchange.url());
    }

    /** As {@link HeaderLines} has them. */
    @HostAccess.Export
    public String headers() {
        return HeaderLines.join(exchange.headers());
    }

    /** All values of one header, joined; null when there is none. */
    @HostAccess.Export
    public @Nullable String header(String name) {
        return HeaderLines.find(exchange.headers(), name);
    }

    /** The body, the same one each time, or null when the request has none. */
    @HostAccess.Export
    public @Nullable HostBody body() {
        if (body == null && !exchange.body().isEmpty()) {
            long max = services.maxBodyBytes();
            // Not this object, which who brings the body would then hold as long as it takes.
            Exchange owner = exchange;
            body = new HostBody(
                    exchange.body(),
                    loop,
                    max,
                    services.held(),
                    () -> owner.fail(
                            Failure.BODY_TOO_LARGE, "request body: larger than " + max + " bytes (max_buffer_size_mb)"),
                    () -> owner.fail(Failure.MEMORY_LIMIT, Hold.REFUSAL));
        }
        return body;
    }

    @HostAccess.Export
    public void respondText(int status, String headers, String text) {
        if (mayAnswer(status)) {
            if (text.length() <= Hold.SMALL || holds(text.length())) {
                exchange.respond(status, answerHeaders.split(headers), text);
            }
            answered();
        }
    }

    @HostAccess.Export
    public void respondBytes(int status, String headers, Value buffer, int offset, int length) {
        if (mayAnswer(status)) {
            if (length <= Hold.SMALL || holds(length)) {
                exchange.respond(status, answerHeaders.split(headers), Bytes.copy(buffer, offset, length));
            }
            answered();
        }
    }

    /** Sends the head; the body follows through the result. */
    @HostAccess.Export
    public HostResponseBody respondStreaming(int status, String headers) {
        checkStatus(status);
        beginStream();
        ResponseBody out = exchange.respondStreaming(status, answerHeaders.split(headers));
        return new HostResponseBody(out, exchange, loop, services.held());
    }

    /** Answers with the bytes of {@code source}, which nobody has read from, without JavaScript touching them. */
    @HostAccess.Export
    public void respondSource(int status, String headers, HostBody source) {
        checkStatus(status);
        String[] split = answerHeaders.split(headers);
        if (!source.isUntouched()) {
            throw new IllegalStateException("body: has already been read from");
        }
        beginStream();
        BodyPipe.start(source.detach(), exchange.respondStreaming(status, split), exchange);
    }

    /** Once: each stream adds to what the exchange holds until it ends. */
    private void beginStream() {
        if (isStreaming) {
            throw new IllegalStateException("response: has already been sent");
        }
        isStreaming = true;
    }

    /** The handler threw or its promise was rejected. */
    @HostAccess.Export
    public void threw(String description) {
        String text = LogText.cut(description);
        logFailure("request " + exchange.id() + ": " + text);
        exchange.fail(Failure.HANDLER_ERROR, services.dev() ? text : "the app threw an error; its log says more");
    }

    /** The stream that was sent as the body of the answer has failed. */
    @HostAccess.Export
    public void bodyFailed(String description) {
        logFailure("response body of request " + exchange.id() + ": " + LogText.cut(description));
    }

    @HostAccess.Export
    public void notAResponse(String description) {
        String text = LogText.cut(description);
        logFailure("request " + exchange.id() + ": " + text);
        exchange.fail(Failure.NOT_A_RESPONSE, text);
    }

    /** What fails because the client has left is no error of the app. The exchange may hold the text until it ends. */
    private void logFailure(String text) {
        if (isFailureLogged) {
            return;
        }
        isFailureLogged = true;
        if (exchange.isOver() || (body != null && body.isBroken())) {
            exchange.onOver(
                    outcome -> services.console().log(app, outcome.clientLeft() ? Level.DEBUG : Level.ERROR, text));
        } else {
            services.console().log(app, Level.ERROR, text);
        }
    }

    /**
     * Calls {@code action} when the exchange has ended.
     *
     * @param slot 0 for the request's signal, called only if the answer was not complete; 1 for the stream that is sent
     */
    @HostAccess.Export
    public void whenGone(int slot, Value action) {
        whenGone[slot] = action;
        if (isGone) {
            callWhenGone(slot);
        }
    }

    private void callWhenGone(int slot) {
        Value action = whenGone[slot];
        if (action != null && action.canExecute()) {
            GuestCalls.call(action);
        }
    }

    /** One more promise keeps the request from being settled. */
    @HostAccess.Export
    public void waitUntil() {
        waits++;
    }

    @HostAccess.Export
    public void waitUntilDone() {
        if (waits > 0) {
            waits--;
            settleLater();
        }
    }

    /** The dispatching call has returned, with all promise jobs done. */
    void dispatched() {
        isDispatching = false;
        if (isAnswered) {
            settle();
        } else {
            // A client may take its time; it must not keep the context.
            Executor turns = loop.forThisRequest();
            Kept<HostRequest> kept = loop.keep(this);
            exchange.onOver(outcome -> turns.execute(() -> over(kept.take(), outcome)));
        }
    }

    private static void over(@Nullable HostRequest request, Outcome outcome) {
        if (request != null) {
            request.over(outcome);
        }
    }

    private void over(Outcome outcome) {
        boolean isCut = outcome.clientLeft() || outcome.failure() != null;
        isAnswered = true;
        discardUnread();
        if (isCut) {
            isGone = true;
            callWhenGone(SIGNAL);
        }
        callWhenGone(STREAM);
        settle();
    }

    /** Until the client has taken its answer. Fails the exchange when the app holds too much. */
    private boolean holds(long bytes) {
        Hold hold = new Hold(services.held());
        boolean isHeld = hold.take(bytes);
        if (isHeld) {
            exchange.onOver(outcome -> hold.end());
        } else {
            exchange.fail(Failure.MEMORY_LIMIT, Hold.REFUSAL);
        }
        return isHeld;
    }

    private boolean mayAnswer(int status) {
        checkStatus(status);
        return !isAnswered;
    }

    private static void checkStatus(int status) {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("status: " + status + " (expected: 200 to 599)");
        }
    }

    /** The whole answer has been handed over, so there is nothing more to wait for. */
    private void answered() {
        isAnswered = true;
        discardUnread();
        settleLater();
    }

    private void discardUnread() {
        if (body != null) {
            if (body.isUntouched()) {
                body.cancel();
            }
        } else if (!exchange.body().isEmpty()) {
            exchange.body().discard();
        }
    }

    private void settleLater() {
        if (!isDispatching && isAnswered && waits == 0) {
            loop.execute(this::settle);
        }
    }

    private void settle() {
        if (isAnswered && waits == 0 && !isSettled) {
            isSettled = true;
            if (body != null) {
                body.cancel();
            }
            settled.run();
        }
    }
}
