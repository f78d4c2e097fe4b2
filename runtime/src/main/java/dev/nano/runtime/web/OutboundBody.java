package dev.nano.runtime.web;

import dev.nano.runtime.exchange.RequestBody;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.timeout.ReadTimeoutException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.netty.http.client.PrematureCloseException;

/**
 * The body of an answer as it arrives, and the handle on its request. It is read like the body of a request: a chunk is
 * taken from the socket when it is asked for.
 */
final class OutboundBody extends BaseSubscriber<byte[]> implements RequestBody {

    /** So much of an unwanted body is read to its end, so that the connection can be used again. */
    private static final int MAX_DRAINED_BYTES = 65_536;

    private final OutboundHttp.Listener listener;
    private boolean isAnswered;
    private boolean isDiscarded;
    private int drained;
    private @Nullable Reader reader;
    private boolean isComplete;
    private @Nullable String failure;
    private volatile Runnable onOver = () -> {};

    OutboundBody(OutboundHttp.Listener listener) {
        this.listener = listener;
    }

    /** Calls {@code action} when the answer is complete, has failed or was cancelled; at once when that was before. */
    void onOver(Runnable action) {
        boolean isOver;
        synchronized (this) {
            onOver = action;
            isOver = isComplete || failure != null;
        }
        if (isOver) {
            action.run();
        }
    }

    synchronized void markAnswered() {
        isAnswered = true;
    }

    @Override
    public boolean isEmpty() {
        return false;
    }

    @Override
    public long announcedLength() {
        return -1; // content-length counts compressed bytes
    }

    @Override
    public void read(Reader next) {
        synchronized (this) {
            if (!isComplete && failure == null) {
                reader = next;
            }
        }
        if (failure != null) {
            next.failed(failure);
        } else if (isComplete) {
            next.end();
        } else {
            request(1);
        }
    }

    @Override
    public void discard() {
        synchronized (this) {
            isDiscarded = true;
        }
        request(1);
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        // Nothing is asked for until somebody reads; the request is sent nevertheless.
    }

    @Override
    protected void hookOnNext(byte[] bytes) {
        Reader waiting;
        synchronized (this) {
            waiting = bytes.length == 0 ? null : reader;
            if (waiting != null) {
                reader = null;
            }
            drained += bytes.length;
        }
        if (waiting != null) {
            waiting.chunk(bytes);
        } else if (isDiscarded && drained > MAX_DRAINED_BYTES) {
            cancel();
        } else {
            request(1);
        }
    }

    @Override
    protected void hookOnComplete() {
        Reader waiting = finish(null);
        if (waiting != null) {
            waiting.end();
        }
    }

    @Override
    protected void hookOnError(Throwable error) {
        fail(describe(error));
    }

    @Override
    protected void hookOnCancel() {
        fail("the request was cancelled");
    }

    private void fail(String reason) {
        boolean wasAnswered;
        synchronized (this) {
            wasAnswered = isAnswered;
        }
        Reader waiting = finish(reason);
        if (!wasAnswered) {
            listener.failed(reason);
        } else if (waiting != null) {
            waiting.failed(reason);
        }
    }

    private @Nullable Reader finish(@Nullable String reason) {
        Reader waiting;
        synchronized (this) {
            waiting = reader;
            reader = null;
            isComplete = reason == null;
            failure = reason;
        }
        onOver.run();
        return waiting;
    }

    private static String describe(Throwable error) {
        String message = error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
        return switch (error) {
            case UnknownHostException e -> "host not found: " + message;
            case ConnectTimeoutException e -> "connecting took too long: " + message;
            case ConnectException e -> "cannot connect: " + message;
            case ReadTimeoutException e -> "no answer in time";
            case PrematureCloseException e -> "the server closed the connection before its answer was complete";
            case SSLException e -> "TLS: " + message;
            default -> message;
        };
    }
}
