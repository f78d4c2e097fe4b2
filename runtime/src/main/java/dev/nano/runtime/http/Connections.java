package dev.nano.runtime.http;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Promise;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The connections of one listener on one event loop. All of it belongs to that loop. */
final class Connections {
    private final EventLoop loop;
    private final Set<Connection> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private final java.util.concurrent.Future<?> ticking;
    private boolean draining;
    private @Nullable Promise<Void> emptied;

    Connections(EventLoop loop, long tickMillis) {
        this.loop = loop;
        // Looking at all of them now and then costs less than a timer for every request.
        this.ticking = loop.scheduleWithFixedDelay(this::tick, tickMillis, tickMillis, TimeUnit.MILLISECONDS);
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
        return loop;
    }

    private void tick() {
        long now = System.nanoTime();
        each(connection -> connection.tick(now));
    }

    /** On a copy, because what is done to a connection may remove it. */
    private void each(Consumer<Connection> action) {
        if (!open.isEmpty()) {
            new ArrayList<>(open).forEach(action);
        }
    }
}
