package dev.nano.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LeaseFenceTest {

    private final AtomicLong now = new AtomicLong(1_000);
    private final LeaseFence fence = new LeaseFence(Duration.ofSeconds(15), now::get);

    @Test
    void nobodyActsBeforeTheFirstRenewal() {
        assertThat(fence.isOpen()).isFalse();
    }

    @Test
    void itIsOpenUntilOthersMayTakeTheLease() {
        fence.renewed(Duration.ZERO);
        now.addAndGet(14_999);
        assertThat(fence.isOpen()).isTrue();
        now.addAndGet(1);
        assertThat(fence.isOpen()).isFalse();
    }

    @Test
    void eachRenewalOpensItAgain() {
        fence.renewed(Duration.ZERO);
        now.addAndGet(20_000);
        fence.renewed(Duration.ZERO);
        assertThat(fence.isOpen()).isTrue();
    }

    @Test
    void aRenewalThatTookLongIsAsOldAsTheTimeItNames() {
        fence.renewed(Duration.ofSeconds(10));
        now.addAndGet(4_999);
        assertThat(fence.isOpen()).isTrue();
        now.addAndGet(1);
        assertThat(fence.isOpen()).isFalse();
    }

    @Test
    void aClockThatWasSetBackDoesNotMakeItLast() {
        fence.renewed(Duration.ofSeconds(-61));
        now.addAndGet(15_000);
        assertThat(fence.isOpen()).isFalse();
    }

    @Test
    void whoGivesTheLeaseBackActsNoMore() {
        fence.renewed(Duration.ZERO);
        fence.givenUp();
        assertThat(fence.isOpen()).isFalse();
    }
}
