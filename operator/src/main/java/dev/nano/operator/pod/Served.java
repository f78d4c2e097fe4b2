package dev.nano.operator.pod;

import org.jspecify.annotations.Nullable;

/**
 * What a pod says about one of its apps.
 *
 * @param isOurs whether it was declared through the admin API; the others are in the pod's config file
 * @param problem why the pod does not serve it as it was last declared, or null
 */
record Served(
        String name,
        String digest,
        boolean isOurs,
        @Nullable Problem problem) {}
