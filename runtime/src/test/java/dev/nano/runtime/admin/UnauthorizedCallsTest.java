package dev.nano.runtime.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nano.runtime.LoggedEvents;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class UnauthorizedCallsTest {

    @Test
    void aFloodIsAnsweredLessAndLoggedOnceAndWhenItIsOver() {
        try (LoggedEvents events = new LoggedEvents()) {
            var calls = new UnauthorizedCalls(Duration.ofSeconds(1));
            int refused = 0;
            for (int i = 0; i < 10_000; i++) {
                refused += calls.add("192.0.2.1", "/admin/apps") ? 1 : 0;
            }
            assertThat(refused).isGreaterThan(9000);
            await().until(() -> events.named("admin_unauthorized").size() >= 2);
            assertThat(events.named("admin_unauthorized")).hasSizeLessThan(10);
            assertThat(calls.add("192.0.2.1", "/admin/apps")).isFalse();
        }
    }

    @Test
    void oneAddressLeavesRoomForOthersUntilAllAreTooMany() {
        var calls = new UnauthorizedCalls(Duration.ofMinutes(1));
        for (int i = 0; i < UnauthorizedCalls.MOST_OF_CLIENT; i++) {
            assertThat(calls.add("192.0.2.1", "/admin/apps")).isFalse();
        }
        assertThat(calls.add("192.0.2.1", "/admin/apps")).isTrue();
        assertThat(calls.add("192.0.2.2", "/admin/apps")).isFalse();
        for (int i = 0; i < UnauthorizedCalls.MOST_OF_ALL; i++) {
            var _ = calls.add("192.0.3." + i, "/admin/apps");
        }
        assertThat(calls.add("192.0.2.3", "/admin/apps")).isTrue();
    }
}
