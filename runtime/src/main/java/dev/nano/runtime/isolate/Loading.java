package dev.nano.runtime.isolate;

import io.netty.util.Timeout;
import io.netty.util.Timer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The time from the start of an isolate until its app has been loaded, which is limited: somebody waits for the result, and
 * others for their turn to load. Its methods may be called on any thread.
 */
final class Loading {

    /** However long the app's requests may take: code that needs so long is waiting for something that does not come. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Duration limit;
    private final LoadTime time;
    private final Timer timer;
    private final BooleanSupplier isRunnable;
    private final Consumer<LoadException> whenLate;
    private final CompletableFuture<Void> loaded = new CompletableFuture<>();

    /**
     * @param isRunnable whether the isolate is on a thread, or waits for one
     * @param whenLate is told when the time is up
     */
    Loading(Duration limit, Timer timer, BooleanSupplier isRunnable, Consumer<LoadException> whenLate) {
        this.limit = limit;
        this.time = new LoadTime(limit.toNanos());
        this.timer = timer;
        this.isRunnable = isRunnable;
        this.whenLate = whenLate;
    }

    /**
     * How long the code of an app may take to load: as long as its requests, within bounds.
     *
     * @param shortest not less than this, because the first code of a process runs on a cold engine
     */
    static Duration limit(Duration timeout, Duration shortest) {
        Duration bounded = timeout.compareTo(LONGEST) > 0 ? LONGEST : timeout;
        return bounded.compareTo(shortest) < 0 ? shortest : bounded;
    }

    /** Isolate's thread, at the begin of a run. */
    void runBegins() {
        time.runBegins();
    }

    /** Isolate's thread, at the end of a run. */
    void runEnds() {
        time.runEnds();
    }

    /** From now on the time counts. */
    void start() {
        checkIn(limit.toNanos());
    }

    private void checkIn(long nanos) {
        Timeout check = timer.newTimeout(expired -> check(), nanos, TimeUnit.NANOSECONDS);
        // One that is not cancelled keeps the whole context alive until it expires.
        var _ = loaded.whenComplete((done, problem) -> check.cancel());
    }

    private void check() {
        if (loaded.isDone()) {
            return;
        }
        long left = time.left(isRunnable.getAsBoolean());
        if (left > 0) {
            checkIn(left);
        } else {
            whenLate.accept(new LoadException("did not finish loading within " + limit.toMillis() + " ms"));
        }
    }

    void succeed() {
        loaded.complete(null);
    }

    /** Does nothing when the result is there already. */
    void fail(LoadException problem) {
        loaded.completeExceptionally(problem);
    }

    /** Completes when the app has been loaded, or exceptionally with a {@link LoadException}. */
    CompletableFuture<Void> result() {
        return loaded;
    }
}
