package dev.nano.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.EventLoop;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What throws for want of memory, and cannot even be logged, keeps no other connection from its turn. */
class FullHeapTest {

    private static HttpThreads threads;
    private static LoopState state;

    /** Not the real error: the test must not be ended by options of the JVM. */
    private static final class NoMemory extends Error {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new OutOfMemoryError("none left to log it");
        }
    }

    private static class Counted implements Connection {
        final AtomicInteger ticks = new AtomicInteger();

        @Override
        public void tick(long now) {
            ticks.incrementAndGet();
        }

        @Override
        public void drain() {}

        @Override
        public void expire() {}

        @Override
        public void close() {}
    }

    private static final class Failing extends Counted {
        @Override
        public void tick(long now) {
            super.tick(now);
            throw new NoMemory();
        }

        @Override
        public void close() {
            throw new NoMemory();
        }
    }

    @BeforeAll
    static void start() {
        threads = HttpThreads.start(1);
        state = threads.states().iterator().next();
    }

    @AfterAll
    static void stop() {
        threads.close();
    }

    @Test
    void connectionsAreLookedAtAgainAfterOneThatFails() throws Exception {
        EventLoop loop = state.loop;
        Connections connections = new Connections(state, 10);
        List<Counted> open = List.of(new Counted(), new Failing(), new Counted());
        loop.submit(() -> open.forEach(connections::add)).sync();
        for (Counted connection : open) {
            await().until(() -> connection.ticks.get() >= 3);
        }
        loop.submit(connections::close).sync();
    }

    @Test
    void whatIsAskedOfConnectionsIsDoneAfterSomethingThatFails() {
        List<String> done = new CopyOnWriteArrayList<>();
        state.loop.execute(() -> {
            // Within one round: the loop is busy with this.
            state.outbox.add((Runnable) () -> done.add("first"));
            state.outbox.add((Runnable) () -> {
                throw new NoMemory();
            });
            state.outbox.add((Runnable) () -> state.outbox.flushLater(() -> {
                throw new NoMemory();
            }));
            state.outbox.add((Runnable) () -> state.outbox.flushLater(() -> done.add("flushed")));
            state.outbox.add((Runnable) () -> done.add("last"));
        });
        await().untilAsserted(() -> assertThat(done).containsExactly("first", "last", "flushed"));
        state.outbox.add((Runnable) () -> done.add("another round"));
        await().until(() -> done.contains("another round"));
    }
}
