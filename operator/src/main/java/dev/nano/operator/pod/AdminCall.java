package dev.nano.operator.pod;

import dev.nano.operator.desired.DesiredApp;
import java.util.Map;

/** One call of a pod's admin API. */
sealed interface AdminCall {

    /** What is there? */
    record Look() implements AdminCall {}

    /** {@code PUT /admin/apps/{hostname}}. */
    record Put(DesiredApp app) implements AdminCall {}

    /** {@code DELETE /admin/apps}. */
    record Remove(String hostname) implements AdminCall {}

    /** {@code DELETE /admin/quarantine}: the code may run again. */
    record Lift(DesiredApp app) implements AdminCall {}

    /**
     * {@code PUT /admin/apps} with digests alone: these stay, everything else goes.
     *
     * @param digests by hostname
     * @param isComplete whether the pod has everything that it should have and can have
     */
    record Retain(Map<String, String> digests, boolean isComplete) implements AdminCall {}
}
