package dev.nano.runtime.config;

import dev.nano.runtime.isolate.FileStamp;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Waits until files that change have stayed as they are for a while: editors and copies write in several steps. */
final class Quiet {

    private final long enoughNanos;
    private final Map<String, Change> changes = new HashMap<>();

    private record Change(Map<Path, FileStamp> stamps, long sinceNanos) {}

    Quiet(Duration enough) {
        this.enoughNanos = enough.toNanos();
    }

    /**
     * Whether the files of {@code subject}, which have changed, look the same for long enough now.
     *
     * @param stamps what they look like now
     */
    boolean isReached(String subject, Map<Path, FileStamp> stamps, long now) {
        Change change = changes.get(subject);
        if (change == null || !change.stamps().equals(stamps)) {
            change = new Change(stamps, now);
            changes.put(subject, change);
        }
        return now - change.sinceNanos() >= enoughNanos;
    }

    /** Forgets everything about subjects that have not changed or been dealt with. */
    void keepOnly(Set<String> subjects) {
        changes.keySet().retainAll(subjects);
    }

    /** Nanoseconds until the next subject may have been quiet for long enough; {@code otherwise} when none is waiting. */
    long untilNext(long now, long otherwise) {
        return changes.values().stream()
                .mapToLong(change -> Math.max(0, change.sinceNanos() + enoughNanos - now))
                .min()
                .orElse(otherwise);
    }
}
