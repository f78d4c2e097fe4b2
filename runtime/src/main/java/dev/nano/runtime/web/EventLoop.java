package dev.nano.runtime.web;

import java.time.Duration;

/**
 * The isolate's own thread of execution, as the platform sees it. Tasks run one at a time inside the entered context;
 * promise jobs run after each task. Tasks that arrive after the isolate has ended are dropped.
 */
public interface EventLoop {

    /** Queues a task; may be called on any thread. */
    void execute(Runnable task);

    /**
     * Queues a task for later; called on the isolate's thread.
     *
     * @return cancels the task when run, if it has not started yet
     */
    Runnable schedule(Runnable task, Duration delay);
}
