package dev.nano.runtime.http;

import dev.nano.runtime.exchange.Exchange;
import dev.nano.runtime.exchange.Failure;
import dev.nano.runtime.exchange.Outcome;
import dev.nano.runtime.exchange.RequestBody;
import dev.nano.runtime.exchange.ResponseBody;
import dev.nano.runtime.log.Failures;
import dev.nano.runtime.text.Excerpt;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and its answer. Whoever moves {@link #state} on from {@code OPEN} has decided the answer: it fills the
 * fields below and puts the exchange into the outbox, whose order makes them visible to the event loop.
 */
final class HttpExchange extends Outbox.Task implements Exchange {
    private static final Logger log = LoggerFactory.getLogger(HttpExchange.class);
    private static final VarHandle STATE;
    private static final int OPEN = 0;
    private static final int WHOLE = 1;
    private static final int STREAMING = 2;
    private static final int OVER = 3;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(HttpExchange.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Wire wire;
    private final RequestHead head;
    private final RequestBody body;
    private final String id;
    private final @Nullable Forwarded forwarded;
    private final long startedNanos;

    private final OverListeners listeners;

    private volatile int state;

    // Written by the decider before the outbox, read by the event loop after it.
    private int status;
    private String[] headers = new String[0];
    private byte @Nullable [] whole;
    private @Nullable String wholeText;
    private @Nullable AnswerBody streamed;
    private volatile @Nullable Failure failure;

    // Of the event loop alone.
    private int statusSent;
    private long bytesSent;

    private @Nullable String url;

    HttpExchange(
            Wire wire,
            RequestHead head,
            RequestBody body,
            String id,
            @Nullable Forwarded forwarded,
            long startedNanos) {
        this.wire = wire;
        this.head = head;
        this.body = body;
        this.id = id;
        this.forwarded = forwarded;
        this.startedNanos = startedNanos;
        this.listeners = new OverListeners(id);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String method() {
        return head.method;
    }

    @Override
    public String url() {
        String made = url;
        if (made == null) {
            String scheme = forwarded != null ? forwarded.scheme() : wire.peer().scheme();
            String named = authority();
            String host = named.isEmpty() ? wire.peer().localAuthority() : named;
            made = scheme + "://" + host + (head.target.equals("*") ? "/" : head.target);
            url = made;
        }
        return made;
    }

    @Override
    public String path() {
        int query = head.target.indexOf('?');
        return query < 0 ? head.target : head.target.substring(0, query);
    }

    @Override
    public String authority() {
        String named = forwarded == null ? null : forwarded.authority();
        return named != null ? named : head.authority;
    }

    @Override
    public String clientAddress() {
        return forwarded != null ? forwarded.clientAddress() : wire.peer().address();
    }

    @Override
    public String[] headers() {
        return head.headers();
    }

    @Override
    public RequestBody body() {
        return body;
    }

    @Override
    public void respond(int newStatus, String[] newHeaders, String text) {
        if (STATE.compareAndSet(this, OPEN, WHOLE)) {
            status = newStatus;
            headers = newHeaders;
            wholeText = text;
            wire.state().outbox.add(this);
        }
    }

    @Override
    public void respond(int newStatus, String[] newHeaders, byte[] bytes) {
        if (STATE.compareAndSet(this, OPEN, WHOLE)) {
            status = newStatus;
            headers = newHeaders;
            whole = bytes;
            wire.state().outbox.add(this);
        }
    }

    @Override
    public ResponseBody respondStreaming(int newStatus, String[] newHeaders) {
        AnswerBody answer = new AnswerBody(this);
        if (STATE.compareAndSet(this, OPEN, STREAMING)) {
            status = newStatus;
            headers = newHeaders;
            streamed = answer;
            wire.state().outbox.add(this);
        }
        return answer;
    }

    @Override
    public void fail(Failure newFailure, String message) {
        if (STATE.compareAndSet(this, OPEN, WHOLE)) {
            setError(newFailure, message);
            wire.state().outbox.add(this);
        } else if (state == STREAMING) {
            cutOff(newFailure);
        }
    }

    /** Ends a begun answer, from any thread. */
    void cutOff(@Nullable Failure reason) {
        wire.state().outbox.add(() -> {
            if (state == STREAMING) {
                failure = reason;
                wire.cutOff();
            }
        });
    }

    private void setError(Failure newFailure, String message) {
        ErrorAnswer error = ErrorAnswer.of(newFailure, Excerpt.of(message, Excerpt.STACK), id);
        failure = newFailure;
        status = error.status;
        headers = error.headers;
        whole = error.body;
        wholeText = null;
        streamed = null;
    }

    @Override
    public boolean isOver() {
        return state == OVER;
    }

    @Override
    public void onOver(Consumer<Outcome> listener) {
        listeners.add(listener);
    }

    // What follows is for the event loop.

    RequestHead head() {
        return head;
    }

    int status() {
        return status;
    }

    String[] answerHeaders() {
        return headers;
    }

    @Nullable
    Failure failure() {
        return failure;
    }

    /** The body when it is there as a whole, or null when it is streamed. */
    private byte @Nullable [] wholeBody() {
        String text = wholeText;
        if (text != null) {
            wholeText = null;
            whole = text.getBytes(StandardCharsets.UTF_8);
        }
        return whole;
    }

    @Nullable
    AnswerBody streamedBody() {
        return streamed;
    }

    /** Sends {@code bytes} like a stream: they are too many to be handed over at once. */
    AnswerBody streamWhole(byte[] bytes) {
        AnswerBody answer = new AnswerBody(this);
        answer.fill(bytes);
        streamed = answer;
        return answer;
    }

    void pump() {
        AnswerBody answer = streamed;
        if (answer != null && statusSent != 0 && state != OVER) {
            try {
                answer.pump(wire);
            } catch (Throwable e) {
                answerFailed(e);
            }
        }
    }

    /** Replaces an answer that cannot be sent. */
    private void replaceWithError(String message) {
        AnswerBody abandoned = streamed;
        setError(Failure.HANDLER_ERROR, message);
        if (abandoned != null) {
            state = WHOLE;
            abandoned.wake();
        }
    }

    void headSent(int sentStatus) {
        statusSent = sentStatus;
    }

    boolean isHeadSent() {
        return statusSent != 0;
    }

    void dataSent(int bytes) {
        bytesSent += bytes;
    }

    LoopState loopState() {
        return wire.state();
    }

    @Override
    void run() {
        if (state == OVER) {
            return;
        }
        try {
            answer();
        } catch (Throwable e) {
            answerFailed(e);
        }
    }

    private void answer() throws AnswerHead.Invalid {
        try {
            wire.answer(this, wholeBody());
        } catch (AnswerHead.Invalid e) {
            log.atWarn().addKeyValue("id", id).addKeyValue("reason", e.text()).log("answer_invalid");
            replaceWithError("the answer cannot be sent: " + e.text());
            wire.answer(this, wholeBody());
        }
    }

    /** For want of memory, say: the client must not wait for what will not come. */
    private void answerFailed(Throwable e) {
        Failures.tell(log, "answer_failed", e, "id", id);
        failure = Failure.INTERNAL;
        wire.cutOff();
    }

    /** Tells everybody that it is over; only the first call counts. */
    void finish(long now, boolean clientLeft) {
        if ((int) STATE.getAndSet(this, OVER) == OVER) {
            return;
        }
        wire.state().heads.remove(head);
        Outcome result = new Outcome(statusSent, now - startedNanos, bytesSent, failure, clientLeft);
        AnswerBody answer = streamed;
        if (answer != null) {
            answer.wake();
        }
        listeners.tell(result);
    }
}
