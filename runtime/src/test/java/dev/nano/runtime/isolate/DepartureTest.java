package dev.nano.runtime.isolate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When the thread of an ended isolate counts as stuck. */
class DepartureTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Departure departure = new Departure();

    /** What the watchdog would find out about {@code work} after a minute. */
    private Departure.Lateness afterAMinute(Runnable work, Thread.State state) {
        Thread thread = Thread.ofPlatform().daemon().start(() -> {
            departure.runBegins();
            departure.end(IsolateEnd.TIMEOUT, null);
            work.run();
        });
        await().until(() -> departure.reason() == IsolateEnd.TIMEOUT && thread.getState() == state);
        Departure.Lateness lateness = Departure.Lateness.NONE;
        for (int i = 0; i < 60; i++) {
            lateness = departure.check(SECOND, SECOND);
        }
        return lateness;
    }

    @Test
    void aThreadThatWaitsForSomethingIsStuck() throws Exception {
        var never = new CountDownLatch(1);

        assertThat(afterAMinute(() -> awaitUninterruptibly(never), Thread.State.WAITING))
                .isEqualTo(Departure.Lateness.STUCK);

        never.countDown();
    }

    /** To the JVM, a thread in a system call looks like one that gets no processor. */
    @Test
    void aThreadThatGetsNoProcessorIsLateButNotStuck() throws Exception {
        try (var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            assertThat(afterAMinute(() -> receive(socket), Thread.State.RUNNABLE))
                    .isEqualTo(Departure.Lateness.OVERDUE);
        }
    }

    @Test
    void aThreadThatUsesAProcessorIsStuckSoon() {
        var isOver = new java.util.concurrent.atomic.AtomicBoolean();
        Thread thread = Thread.ofPlatform().daemon().start(() -> {
            departure.runBegins();
            departure.end(IsolateEnd.TIMEOUT, null);
            while (!isOver.get()) {
                Thread.onSpinWait();
            }
        });
        await().until(() -> departure.check(0, 0) == Departure.Lateness.STUCK);

        isOver.set(true);
        assertThat(thread.isDaemon()).isTrue();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void receive(DatagramSocket socket) {
        try {
            socket.receive(new DatagramPacket(new byte[1], 1));
        } catch (java.io.IOException e) {
            // Closed at the end of the test.
        }
    }
}
