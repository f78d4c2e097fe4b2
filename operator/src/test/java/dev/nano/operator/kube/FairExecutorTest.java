package dev.nano.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;

@Timeout(60)
class FairExecutorTest {

    private final FairExecutor executor = new FairExecutor(1);
    private final List<String> order = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void stop() throws InterruptedException {
        executor.shutdownNow();
        assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    private void submit(String namespace, Runnable task) {
        MDC.put("resource.namespace", namespace);
        try {
            executor.execute(task);
        } finally {
            MDC.remove("resource.namespace");
        }
    }

    @Test
    void namespacesTakeTurns() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var done = new CountDownLatch(10_002);
        submit("big", () -> await(begun));
        for (int i = 0; i < 10_000; i++) {
            submit("big", () -> note("big", done));
        }
        submit("small", () -> note("small", done));
        submit("other", () -> note("other", done));
        begun.countDown();
        done.await();

        assertThat(order.subList(0, 3)).containsExactlyInAnyOrder("big", "small", "other");
    }

    @Test
    void aTaskThatFailsInAnyWayEndsNoThread() throws InterruptedException {
        var done = new CountDownLatch(1);
        submit("a", () -> {
            throw new StackOverflowError("deep");
        });
        submit("a", () -> note("a", done));
        done.await();
        assertThat(order).containsExactly("a");
    }

    @Test
    void whatWaitsIsDoneBeforeTheEnd() throws InterruptedException {
        var done = new CountDownLatch(100);
        for (int i = 0; i < 100; i++) {
            submit("n" + i, () -> note("n", done));
        }
        executor.shutdown();
        assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(done.getCount()).isZero();
    }

    private void note(String what, CountDownLatch done) {
        order.add(what);
        done.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
