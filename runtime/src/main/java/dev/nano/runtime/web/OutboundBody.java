package dev.nano.runtime.web;

import dev.nano.runtime.exchange.RequestBody;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.timeout.ReadTimeoutException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.zip.DataFormatException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.netty.http.client.PrematureCloseException;

/**
 * The body of an answer as it arrives, and the handle on its request. It is read like the body of a request. A little is
 * taken from the socket before anybody asks, so that a small answer frees its connection whether it is read or not; it waits
 * here as it came and is unpacked only when it is read.
 */
final class OutboundBody extends BaseSubscriber<byte[]> implements RequestBody {

    /** So much of an unwanted body is read to its end, so that the connection can be used again. */
    private static final int MAX_DRAINED_BYTES = 65_536;

    private static final int MAX_AHEAD_BYTES = 65_536;
    /** About what a chunk costs besides its bytes: some servers send few at a time. */
    private static final int CHUNK_OVERHEAD_BYTES = 32;
    /** About what an answer costs besides its body. */
    private static final int ANSWER_OVERHEAD_BYTES = 1_024;

    private final OutboundHttp.Listener listener;
    private final ReadAhead ahead;

    // All guarded by this.
    private final Deque<byte[]> arrived = new ArrayDeque<>();
    private int arrivedBytes;
    private int charged;
    private @Nullable Unpacker unpacker;
    private @Nullable Reader reader;
    private boolean isAnswered;
    /** A chunk has been asked for and is still to come. */
    private boolean isAsking;

    private boolean isDiscarded;
    private int drained;
    /** Nothing more comes from the connection. */
    private boolean isComplete;
    /** Nothing more is to be had here. */
    private boolean isOver;

    private @Nullable String failure;

    OutboundBody(OutboundHttp.Listener listener, ReadAhead ahead) {
        this.listener = listener;
        this.ahead = ahead;
    }

    /** @param packing unpacks the body; null when it is given as it comes */
    synchronized void answered(@Nullable Unpacker packing) {
        isAnswered = true;
        unpacker = packing;
        charge(ANSWER_OVERHEAD_BYTES);
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
            reader = next;
        }
        goOn();
    }

    @Override
    public void discard() {
        synchronized (this) {
            isDiscarded = true;
            reader = null;
        }
        goOn();
        over();
    }

    /** Ends the request, or what is left of its answer; who reads gets {@code reason}. May be called on any thread. */
    void abort(String reason) {
        synchronized (this) {
            if (failure == null && !isOver) {
                failure = reason;
            }
            drop();
        }
        cancel();
        goOn();
        over();
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        goOn();
    }

    @Override
    protected void hookOnNext(byte[] bytes) {
        boolean isTooMuch;
        synchronized (this) {
            isAsking = false;
            if (isDiscarded || isOver) {
                drained += bytes.length;
            } else if (bytes.length > 0) {
                arrived.add(bytes);
                count(bytes.length + CHUNK_OVERHEAD_BYTES);
            }
            isTooMuch = drained > MAX_DRAINED_BYTES;
        }
        if (isTooMuch) {
            cancel();
        } else {
            goOn();
        }
    }

    @Override
    protected void hookOnComplete() {
        complete(null);
    }

    @Override
    protected void hookOnError(Throwable error) {
        complete(describe(error));
    }

    @Override
    protected void hookOnCancel() {
        complete("the request was cancelled");
    }

    private void complete(@Nullable String reason) {
        boolean isUnanswered;
        String why;
        synchronized (this) {
            isComplete = true;
            if (failure == null) {
                failure = reason;
            }
            isUnanswered = reason != null && !isAnswered;
            why = failure == null ? "" : failure;
        }
        listener.released();
        if (isUnanswered) {
            listener.failed(why);
            over();
        }
        goOn();
    }

    /** Gives what is there to who waits for it, and asks the connection for more when there is room. */
    private void goOn() {
        Reader waiting = null;
        byte[] chunk = null;
        String why = null;
        boolean asks;
        synchronized (this) {
            if (reader != null) {
                chunk = next();
                why = failure;
                if (chunk != null || isComplete || why != null) {
                    waiting = reader;
                    reader = null;
                }
            }
            asks = !isAsking && !isComplete && (isDiscarded || reader != null || mayReadAhead());
            isAsking |= asks;
        }
        if (waiting != null) {
            give(waiting, chunk, why);
        }
        if (asks) {
            request(1);
        }
    }

    private void give(Reader waiting, byte @Nullable [] chunk, @Nullable String why) {
        if (chunk != null) {
            waiting.chunk(chunk);
            return;
        }
        over();
        if (why == null) {
            waiting.end();
        } else {
            cancel(); // in case that it was not the connection that failed
            waiting.failed(why);
        }
    }

    private boolean mayReadAhead() {
        return !isOver && failure == null && arrivedBytes < MAX_AHEAD_BYTES && ahead.hasRoom();
    }

    private byte @Nullable [] next() {
        if (unpacker == null) {
            return takeArrived();
        }
        try {
            while (true) {
                byte[] chunk = unpacker.next();
                if (chunk != null) {
                    return chunk;
                }
                byte[] packed = takeArrived();
                if (packed == null) {
                    return null;
                }
                unpacker.feed(packed);
            }
        } catch (DataFormatException e) {
            failure = "the answer cannot be unpacked as its content-encoding says: " + e.getMessage();
            return null;
        }
    }

    private byte @Nullable [] takeArrived() {
        byte[] chunk = arrived.poll();
        if (chunk != null) {
            count(-chunk.length - CHUNK_OVERHEAD_BYTES);
        }
        return chunk;
    }

    private void count(int bytes) {
        arrivedBytes += bytes;
        charge(bytes);
    }

    private void charge(int bytes) {
        if (!isOver) {
            charged += bytes;
            ahead.add(bytes);
        }
    }

    private void drop() {
        count(-arrivedBytes);
        arrived.clear();
        if (unpacker != null) {
            unpacker.close();
            unpacker = null;
        }
    }

    private void over() {
        synchronized (this) {
            if (isOver) {
                return;
            }
            drop();
            charge(-charged);
            isOver = true;
        }
        listener.over();
    }

    private static String describe(Throwable error) {
        String message = error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
        return switch (error) {
            case UnknownHostException e -> "host not found: " + message;
            case ConnectTimeoutException e -> "connecting took too long: " + message;
            case ConnectException e -> "cannot connect: " + message;
            case ReadTimeoutException e -> "no answer in time";
            case PrematureCloseException e -> "the server closed the connection before its answer was complete";
            case SSLException e -> "TLS: " + describe(e, message);
            default -> message;
        };
    }

    private static String describe(SSLException error, String message) {
        String why = null;
        for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
            // The innermost says what is wrong with the certificate, without names of Java classes before it.
            if (cause instanceof GeneralSecurityException) {
                why = cause.getMessage();
            }
        }
        return why == null ? message : "the certificate of the server is not trusted: " + why;
    }
}
