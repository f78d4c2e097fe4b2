package dev.nano.runtime.isolate;

import dev.nano.runtime.exchange.Exchange;
import dev.nano.runtime.exchange.Failure;
import io.netty.util.Timeout;
import io.netty.util.Timer;
import io.netty.util.TimerTask;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way through an app: queued, then running in an isolate until its answer and its {@code waitUntil}
 * work are complete, or until its time is up.
 */
final class Invocation implements TimerTask {

    final Exchange exchange;
    final long arrivedAt = System.nanoTime();

    private final IsolatePool pool;
    private final AtomicBoolean finished = new AtomicBoolean();
    private final Timer timer;
    /** When its time began. */
    private volatile long beganAt = arrivedAt;
    /** Whether its time has yet to begin; isolate's thread once it is taken. */
    private boolean isAllowedMore;
    /** Replaced by the isolate's thread when its time begins. */
    private volatile Timeout timeout;
    /** Published by the isolate's thread before the request is dispatched; null while queued. */
    private volatile @Nullable Isolate isolate;

    /** @param allowance for which it may wait besides, until some isolate takes it; then its own time begins */
    Invocation(Exchange exchange, IsolatePool pool, Timer timer, Duration allowance) {
        this.exchange = exchange;
        this.pool = pool;
        this.timer = timer;
        this.isAllowedMore = allowance.isPositive();
        this.timeout =
                timer.newTimeout(this, pool.limits().timeout().plus(allowance).toMillis(), TimeUnit.MILLISECONDS);
    }

    void startIn(Isolate newIsolate) {
        isolate = newIsolate;
        if (isAllowedMore) {
            isAllowedMore = false;
            beganAt = System.nanoTime();
            timeout.cancel();
            timeout = timer.newTimeout(this, pool.limits().timeout().toMillis(), TimeUnit.MILLISECONDS);
            if (isFinished()) {
                timeout.cancel();
            }
        }
    }

    boolean isFinished() {
        return finished.get();
    }

    /** The request needs nothing more from its app. Only the first call counts. */
    boolean finish() {
        if (!finished.compareAndSet(false, true)) {
            return false;
        }
        timeout.cancel();
        pool.finished();
        return true;
    }

    /** Ends the request with an error of the runtime's own, unless it was answered before. */
    void fail(Failure failure, String message) {
        exchange.fail(failure, message);
        finish();
    }

    /** The time of the request is up. Called by the timer's thread. */
    @Override
    public void run(Timeout expired) {
        if (isFinished()) {
            return;
        }
        Isolate where = isolate;
        if (where != null) {
            // Before the answer is out: the client's next request must not land in there.
            where.timedOut(this);
        }
        failForTime();
    }

    /** Ends the request with its isolate. The watchdog may be faster than the timer to end one whose own time is up. */
    void isolateEnded(IsolateEnd reason) {
        if (reason == IsolateEnd.TIMEOUT
                && System.nanoTime() - beganAt >= pool.limits().timeout().toNanos()) {
            failForTime();
        } else {
            fail(reason.failure(), reason.message());
        }
    }

    private void failForTime() {
        fail(
                Failure.TIMEOUT,
                "the app '" + pool.app() + "' did not finish within its timeout_ms of "
                        + pool.limits().timeout().toMillis());
    }
}
