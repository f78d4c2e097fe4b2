package dev.nano.runtime.web;

import dev.nano.runtime.exchange.RequestBody;
import dev.nano.runtime.outbound.FetchFailure;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.scheduler.Schedulers;

/**
 * The body of an answer as it arrives, and the handle on its request. It is read like the body of a request. A little is
 * taken from the socket before anybody asks, so that a small answer frees its connection whether it is read or not; it waits
 * here as it came and is unpacked only when it is read.
 */
final class OutboundBody extends BaseSubscriber<byte[]> implements RequestBody {

    /** So much of an unwanted body is read to its end, so that the connection can be used again. */
    private static final int MAX_DRAINED_BYTES = 65_536;
    /** So long, too: a server that sends slowly would keep the connection for as long as it likes. */
    private static final long MAX_DRAIN_MILLIS = 500;

    private static final FetchFailure CANCELLED = new FetchFailure("ABORT_ERR", "the request was cancelled");

    private static final int MAX_AHEAD_BYTES = 65_536;
    /** About what a chunk costs besides its bytes: some servers send few at a time. */
    private static final int CHUNK_OVERHEAD_BYTES = 32;
    /** About what an answer costs besides its body. */
    private static final int ANSWER_OVERHEAD_BYTES = 1_024;

    private final OutboundHttp.Listener listener;
    private final ReadAhead ahead;
    private final String destination;
    private final Runnable released;

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

    private @Nullable FetchFailure failure;

    /**
     * @param destination host and port as the app asked for them
     * @param released run once when the connection is not needed any more
     */
    OutboundBody(OutboundHttp.Listener listener, ReadAhead ahead, String destination, Runnable released) {
        this.listener = listener;
        this.ahead = ahead;
        this.destination = destination;
        this.released = released;
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
        boolean isFirst;
        synchronized (this) {
            isFirst = !isDiscarded;
            isDiscarded = true;
            reader = null;
        }
        goOn();
        over();
        if (isFirst && !isComplete()) {
            var _ = Schedulers.parallel().schedule(this::cancelUnfinished, MAX_DRAIN_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private synchronized boolean isComplete() {
        return isComplete;
    }

    private void cancelUnfinished() {
        if (!isComplete()) {
            cancel();
        }
    }

    /** Ends the request, or what is left of its answer; who reads gets {@code reason} as the cause. May be called on any thread. */
    void abort(FetchFailure reason) {
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
        complete(FetchFailure.of(error, destination));
    }

    @Override
    protected void hookOnCancel() {
        complete(CANCELLED);
    }

    private void complete(@Nullable FetchFailure reason) {
        boolean isUnanswered;
        FetchFailure why;
        synchronized (this) {
            isComplete = true;
            if (failure == null) {
                failure = reason;
            }
            isUnanswered = reason != null && !isAnswered;
            why = failure == null ? CANCELLED : failure;
        }
        released.run();
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
        FetchFailure why = null;
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

    private void give(Reader waiting, byte @Nullable [] chunk, @Nullable FetchFailure why) {
        if (chunk != null) {
            waiting.chunk(chunk);
            return;
        }
        over();
        if (why == null) {
            waiting.end();
        } else {
            cancel(); // in case that it was not the connection that failed
            waiting.failed(why.message(), why.code());
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
            failure = new FetchFailure(
                    "UND_ERR_RESPONSE",
                    "the answer cannot be unpacked as its content-encoding says: " + e.getMessage());
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
}
