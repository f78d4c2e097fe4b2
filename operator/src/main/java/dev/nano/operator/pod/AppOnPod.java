package dev.nano.operator.pod;

import org.jspecify.annotations.Nullable;

/**
 * What a pod has confirmed about one hostname.
 *
 * @param digest of what it serves, or null when that is nothing
 * @param refused the digest that it did not take, or null
 * @param problem why it did not; null when {@code refused} is
 */
public record AppOnPod(
        @Nullable String digest,
        @Nullable String refused,
        @Nullable Problem problem) {

    static AppOnPod serving(String digest) {
        return new AppOnPod(digest, null, null);
    }
}
