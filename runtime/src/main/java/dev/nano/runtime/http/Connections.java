package dev.nano.runtime.http;

import dev.nano.runtime.log.Failures;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Promise;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections of one listener on one event loop. All of it belongs to that loop. */
final class Connections {
    private static final Logger log = LoggerFactory.getLogger(Connections.class);

    private final LoopState state;
    private final Set<Connection> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private final java.util.concurrent.Future<?> ticking;
    private boolean draining;
    private @Nullable Promise<Void> emptied;

    Connections(LoopState state, long tickMillis) {
        this.state = state;
        // Looking at all of them now and then costs less than a timer for every request.
        this.ticking = state.loop.scheduleWithFixedDelay(this::tick, tickMillis, tickMillis, TimeUnit.MILLISECONDS);
    }

    void add(Connection connection) {
        open.add(connection);
        if (draining) {
            connection.drain();
        }
    }

    void remove(Connection connection) {
        open.remove(connection);
        if (open.isEmpty() && emptied != null) {
            emptied.trySuccess(null);
        }
    }

    /** Completes {@code whenEmpty} as soon as the last connection has gone. */
    void drain(Promise<Void> whenEmpty) {
        draining = true;
        emptied = whenEmpty;
        each(Connection::drain);
        if (open.isEmpty()) {
            whenEmpty.trySuccess(null);
        }
    }

    void expire() {
        each(Connection::expire);
    }

    void close() {
        draining = true;
        each(Connection::close);
        ticking.cancel(false);
    }

    EventLoop loop() {
        return state.loop;
    }

    /** The loop would schedule no other tick after one that throws, and every timeout of every connection would be lost. */
    private void tick() {
        long now = System.nanoTime();
        Failures.survive(log, "connections_not_looked_at", () -> each(connection -> connection.tick(now)));
        // Without memory its own call of run may never have been queued.
        state.outbox.run();
    }

    /** On a copy, because what is done to a connection may remove it. One that fails keeps no other from its turn. */
    private void each(Consumer<Connection> action) {
        if (!open.isEmpty()) {
            new ArrayList<>(open)
                    .forEach(connection -> Failures.survive(log, "connection_failed", () -> action.accept(connection)));
        }
    }
}
