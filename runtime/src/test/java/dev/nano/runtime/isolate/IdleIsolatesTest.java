package dev.nano.runtime.isolate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nano.runtime.RunningApps;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Isolates that nobody asks for are closed; whoever asks next does not notice. */
class IdleIsolatesTest {

    private static IsolateSettings settings(Duration idleTimeout, int maxIdleIsolates) {
        IsolateSettings usual = IsolateSettings.defaults();
        return new IsolateSettings(
                usual.parallelism(),
                usual.maxThreads(),
                // A second one, for a request that waits for a processor, would not have the count of the first.
                1,
                usual.maxPendingPerApp(),
                idleTimeout,
                maxIdleIsolates,
                usual.maxStuckThreads(),
                usual.shortestLoadLimit(),
                false);
    }

    private static void put(RunningApps running, String host) {
        running.put(host, RunningApps.PATIENT, """
            let count = 0;
            export default { fetch: () => new Response(String(++count)) };
            """);
    }

    @Test
    void anIsolateThatIsNotUsedForLongIsClosedAndTheNextRequestStartsAnother() {
        try (var running = new RunningApps(settings(Duration.ofMillis(50), 100))) {
            put(running, "app");
            for (int round = 0; round < 3; round++) {
                await().untilAsserted(() -> assertThat(running.isolates.count()).isZero());
                assertThat(running.get("app").body()).isEqualTo("1");
            }
        }
    }

    @Test
    void onlySoManyLieIdleAndThoseUnusedForLongestGoFirst() {
        try (var running = new RunningApps(settings(Duration.ofHours(1), 2))) {
            for (String host : new String[] {"a", "b", "c"}) {
                put(running, host);
                assertThat(running.get(host).body()).isEqualTo("1");
            }
            await().untilAsserted(() -> assertThat(running.isolates.count()).isEqualTo(2));
            assertThat(running.get("b").body()).isEqualTo("2");
            assertThat(running.get("c").body()).isEqualTo("2");
            assertThat(running.get("a").body()).isEqualTo("1");
        }
    }
}
