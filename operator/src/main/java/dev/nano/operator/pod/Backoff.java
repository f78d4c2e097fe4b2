package dev.nano.operator.pod;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Ever longer waits, from a first to a longest one, each with half of it up to chance so that nothing falls into step. */
record Backoff(Duration first, Duration longest) {

    /** @param attempts how many have failed, from 1 */
    long millis(int attempts, RandomGenerator random) {
        int doublings = Math.min(attempts - 1, 20);
        long whole = Math.min(first.toMillis() << doublings, longest.toMillis());
        return whole / 2 + random.nextLong(whole / 2 + 1);
    }
}
