package dev.nano.runtime.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadinessTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1000);
    private final Readiness readiness = new Readiness(true, () -> false, now::get);

    @BeforeEach
    void start() {
        readiness.started();
    }

    private void wait(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void waitsForTheFirstCompleteSetHoweverLongItTakes() {
        wait(Duration.ofDays(1));
        assertThat(readiness.obstacle()).contains("waiting for the first complete set");
        readiness.synced();
        assertThat(readiness.obstacle()).isNull();
    }

    @Test
    void servesWhatItHadWhenNobodyComesToSyncIt() {
        readiness.restoredWhole();
        wait(Duration.ofSeconds(29));
        assertThat(readiness.obstacle()).contains("waiting for the first complete set");
        assertThat(readiness.awaitsSync()).isTrue();
        wait(Duration.ofSeconds(1));
        assertThat(readiness.obstacle()).isNull();
        // What is put from now on has to load before it is told that it serves.
        assertThat(readiness.awaitsSync()).isFalse();
    }

    @Test
    void doesNotWaitAfterASync() {
        readiness.restoredWhole();
        readiness.synced();
        assertThat(readiness.obstacle()).isNull();
    }
}
