package dev.nano.runtime.web;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The isolate's own thread of execution, as the platform sees it. Tasks run one at a time inside the entered context;
 * promise jobs run after each task. Tasks that arrive after the isolate has ended are dropped.
 */
public interface EventLoop extends Executor {

    /** Queues a task; may be called on any thread. */
    @Override
    void execute(Runnable task);

    /**
     * Has tasks count for the request whose turn it is now; called on the isolate's thread.
     *
     * @return null when nothing is counted
     */
    default @Nullable UnaryOperator<Runnable> owner() {
        return null;
    }

    /**
     * Queues a task for later; called on the isolate's thread.
     *
     * @return cancels the task when run, if it has not started yet
     */
    Runnable schedule(Runnable task, Duration delay);
}
