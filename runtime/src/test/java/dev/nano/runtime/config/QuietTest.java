package dev.nano.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nano.runtime.isolate.FileStamp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QuietTest {

    private static final Path FILE = Path.of("index.js");
    private static final long MS = 1_000_000;

    private final Quiet quiet = new Quiet(Duration.ofMillis(500));

    private boolean isReached(long millis, int size) {
        return quiet.isReached("a", Map.of(FILE, new FileStamp(1, 1, size, "")), millis * MS);
    }

    @Test
    void waitsUntilAFileHasStoppedChanging() {
        assertThat(isReached(0, 1)).isFalse();
        assertThat(isReached(400, 2)).isFalse();
        assertThat(isReached(800, 2)).isFalse();
        assertThat(quiet.untilNext(800 * MS, 2000 * MS)).isEqualTo(100 * MS);
        assertThat(isReached(900, 2)).isTrue();
    }

    @Test
    void aFileThatChangedBackAndAgainStartsAnew() {
        assertThat(isReached(0, 1)).isFalse();
        quiet.keepOnly(Set.of());
        assertThat(isReached(600, 1)).isFalse();
        assertThat(quiet.untilNext(600 * MS, 2000 * MS)).isEqualTo(500 * MS);
    }
}
