package dev.nano.runtime.isolate;

import dev.nano.runtime.exchange.Failure;

/** Why an isolate was ended, and what that means for requests that were running in it. */
enum IsolateEnd {
    /** Its version was replaced or removed, and nothing runs any more. */
    CLOSED(Failure.ISOLATE_ENDED, "the app was closed"),
    /** Nobody asked for it in a while. */
    IDLE(Failure.ISOLATE_ENDED, "the isolate was idle"),
    /** A turn or a request in it used up its time. */
    TIMEOUT(Failure.ISOLATE_ENDED, "another request of the app ran over its timeout_ms and took this isolate with it"),
    /** A request in it used more processor time than it may. */
    CPU(Failure.ISOLATE_ENDED, "another request of the app used more than its cpu_ms and took this isolate with it"),
    /** It held more live memory than its app may. */
    MEMORY(Failure.MEMORY_LIMIT, "the app held more than its memory_mb"),
    /** All apps together held more than the process has, and this isolate was among the largest. */
    PRESSURE(Failure.MEMORY_LIMIT, "all apps together ran out of memory, and this one was ended to make room"),
    /** It never got as far as to serve. */
    NOT_LOADED(Failure.LOAD_FAILED, "the app did not load"),
    /** A bug of the runtime. */
    BROKEN(Failure.INTERNAL, "the isolate failed");

    private final Failure failure;
    private final String message;

    IsolateEnd(Failure failure, String message) {
        this.failure = failure;
        this.message = message;
    }

    Failure failure() {
        return failure;
    }

    String message() {
        return message;
    }
}
