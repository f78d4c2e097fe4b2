package dev.nano.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nano.operator.desired.AppKey;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LagClockTest {

    private static final AppKey A = new AppKey("team", "a");
    private static final AppKey B = new AppKey("team", "b");

    private final AtomicLong nanos = new AtomicLong(1);
    private final LagClock clock = new LagClock(nanos::get);

    @Test
    void aChangeIsTimedOnceFromTheLastOne() {
        clock.changed(A);
        nanos.addAndGet(5);
        clock.changed(A);
        clock.changed(B);
        nanos.addAndGet(7);
        assertThat(clock.served(A)).contains(Duration.ofNanos(7));
        assertThat(clock.served(A)).isEmpty();
        assertThat(clock.served(B)).contains(Duration.ofNanos(7));
    }

    @Test
    void whatIsDeletedWasNeverServed() {
        clock.changed(A);
        clock.deleted(A);
        assertThat(clock.served(A)).isEmpty();
    }
}
