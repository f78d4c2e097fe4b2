package dev.nano.runtime.http;

import dev.nano.runtime.exchange.Outcome;
import dev.nano.runtime.log.Failures;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those who want to know how an exchange ended. Any thread. */
final class OverListeners {
    private static final Logger log = LoggerFactory.getLogger(OverListeners.class);

    private final String id;

    /** Nearly always there is one, which needs no list. Guarded by this. */
    private @Nullable Object waiting;

    /** Guarded by this. */
    private @Nullable Outcome outcome;

    /** @param id of the exchange, for the log */
    OverListeners(String id) {
        this.id = id;
    }

    /** Calls {@code listener} once it is known, which may be now. */
    void add(Consumer<Outcome> listener) {
        Outcome known;
        synchronized (this) {
            known = outcome;
            if (known == null) {
                keep(listener);
                return;
            }
        }
        call(listener, known);
    }

    @SuppressWarnings("unchecked")
    private void keep(Consumer<Outcome> listener) {
        switch (waiting) {
            case null -> waiting = listener;
            case List<?> list -> ((List<Consumer<Outcome>>) list).add(listener);
            case Object first -> {
                List<Consumer<Outcome>> list = new ArrayList<>();
                list.add((Consumer<Outcome>) first);
                list.add(listener);
                waiting = list;
            }
        }
    }

    /** To be called once. */
    void tell(Outcome result) {
        Object told;
        synchronized (this) {
            outcome = result;
            told = waiting;
            waiting = null;
        }
        if (told instanceof List<?> list) {
            list.forEach(listener -> call(listener, result));
        } else if (told != null) {
            call(told, result);
        }
    }

    @SuppressWarnings("unchecked")
    private void call(Object listener, Outcome result) {
        try {
            ((Consumer<Outcome>) listener).accept(result);
        } catch (Throwable e) {
            Failures.tell(log, "exchange_listener_failed", e, "id", id);
        }
    }
}
