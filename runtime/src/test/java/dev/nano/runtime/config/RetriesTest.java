package dev.nano.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nano.runtime.isolate.AppCode;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RetriesTest {

    private static final long SECOND = 1_000_000_000L;

    private final Retries retries = new Retries();

    private static AppCode version() {
        return AppCode.files(Map.of());
    }

    @Test
    void triesLessAndLessOften() {
        AppCode first = version();
        assertThat(retries.isDue("a", first, 0)).isFalse();
        assertThat(retries.isDue("a", first, 4 * SECOND)).isFalse();
        assertThat(retries.isDue("a", first, 5 * SECOND)).isTrue();
        AppCode second = version();
        assertThat(retries.isDue("a", second, 6 * SECOND)).isFalse();
        assertThat(retries.isDue("a", second, 15 * SECOND)).isFalse();
        assertThat(retries.isDue("a", second, 16 * SECOND)).isTrue();
    }

    @Test
    void anAppThatLoadsAgainStartsAnew() {
        assertThat(retries.isDue("a", version(), 0)).isFalse();
        assertThat(retries.isDue("a", version(), 1)).isFalse();
        retries.keepOnly(Set.of());
        AppCode later = version();
        assertThat(retries.isDue("a", later, 100 * SECOND)).isFalse();
        assertThat(retries.isDue("a", later, 105 * SECOND)).isTrue();
    }
}
