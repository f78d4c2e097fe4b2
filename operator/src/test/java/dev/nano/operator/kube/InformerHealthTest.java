package dev.nano.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nano.operator.kube.InformerHealth.State;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class InformerHealthTest {

    private static final State WELL = new State("pods", true, true);
    private static final State IDLE = new State("pods", true, false);
    private static final State DEAD = new State("pods", false, false);

    private final AtomicLong now = new AtomicLong(1);
    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean isApiServerThere = true;

    private final InformerHealth health = new InformerHealth(
            () -> {
                asked.incrementAndGet();
                return isApiServerThere;
            },
            now::get);

    /** Looks until the API server has been asked once more, and then once again. */
    private String look(State state) {
        int before = asked.get();
        await().until(() -> {
            health.ailment(List.of(state));
            return asked.get() > before + 1;
        });
        return health.ailment(List.of(state));
    }

    @Test
    void oneThatHasEndedIsTold() {
        assertThat(health.ailment(List.of(WELL, DEAD))).isEqualTo("pods: not watched any more");
    }

    @Test
    void oneThatWatchesIsWellAndNobodyIsAsked() {
        assertThat(health.ailment(List.of(WELL))).isNull();
        assertThat(asked).hasValue(0);
    }

    @Test
    void oneThatDoesNotWatchForLongAlthoughTheApiServerAnswersIsTold() {
        assertThat(look(IDLE)).isNull();
        now.addAndGet(InformerHealth.PATIENCE_MS + 1);
        assertThat(look(IDLE)).isEqualTo("pods: not watched although the API server answers");
    }

    @Test
    void whileTheApiServerIsAwayARestartWouldHelpNobody() {
        isApiServerThere = false;
        assertThat(look(IDLE)).isNull();
        now.addAndGet(10 * InformerHealth.PATIENCE_MS);
        assertThat(look(IDLE)).isNull();

        // It is back: informers get their time to find out.
        isApiServerThere = true;
        assertThat(look(IDLE)).isNull();
        assertThat(health.ailment(List.of(WELL))).isNull();
        now.addAndGet(InformerHealth.PATIENCE_MS + 1);
        assertThat(health.ailment(List.of(IDLE))).isNull();
    }

    @Test
    void anApiServerThatDoesNotAnswerDoesNotHoldUpTheProbe() throws InterruptedException {
        var released = new CountDownLatch(1);
        var stuck = new InformerHealth(
                () -> {
                    asked.incrementAndGet();
                    try {
                        released.await();
                    } catch (InterruptedException e) {
                        return false;
                    }
                    return false;
                },
                now::get);
        assertThat(stuck.ailment(List.of(IDLE))).isNull();
        now.addAndGet(10 * InformerHealth.PATIENCE_MS);
        assertThat(stuck.ailment(List.of(IDLE))).isNull();
        assertThat(asked).hasValueLessThan(2);
        released.countDown();
    }
}
