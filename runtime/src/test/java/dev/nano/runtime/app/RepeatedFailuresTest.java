package dev.nano.runtime.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nano.runtime.LoggedEvents;
import dev.nano.runtime.isolate.LoadException;
import org.junit.jupiter.api.Test;

class RepeatedFailuresTest {

    private static final long INTERVAL = RepeatedFailures.INTERVAL.toNanos();

    private final RepeatedFailures failures = new RepeatedFailures();

    private static ChangeResult failure(String host, String error) {
        return new ChangeResult.NotLoaded(host, new LoadException(error));
    }

    @Test
    void aFailureIsNewsWhenItBeginsAndWhenItsReasonChanges() {
        assertThat(failures.isNews(failure("a", "syntax"), 0)).isTrue();
        assertThat(failures.isNews(failure("a", "syntax"), 1)).isFalse();
        assertThat(failures.isNews(failure("b", "syntax"), 2)).isTrue();
        assertThat(failures.isNews(failure("a", "another"), 3)).isTrue();
        assertThat(failures.isNews(failure("a", "another"), 4)).isFalse();
        assertThat(failures.isNews(new ChangeResult.Removed("a", "digest"), 5)).isTrue();
        assertThat(failures.isNews(failure("a", "another"), 6)).isTrue();
    }

    @Test
    void retriesOfAllAppsShareOneLineInAnInterval() {
        try (var logged = new LoggedEvents()) {
            for (int i = 0; i < 61; i++) {
                assertThat(failures.isNews(failure("app-" + i, "syntax"), 0)).isTrue();
            }
            for (long now = 1; now < 4 * INTERVAL; now += INTERVAL / 4) {
                for (int i = 0; i < 61; i++) {
                    assertThat(failures.isNews(failure("app-" + i, "syntax"), now))
                            .isFalse();
                }
            }
            assertThat(logged.named("apps_still_not_loaded"))
                    .hasSize(3)
                    .first()
                    .asString()
                    .contains("apps=\"61\"", "retries=\"");
        }
    }
}
