package dev.nano.operator.pod;

import java.net.URI;

/**
 * A runtime process.
 *
 * @param name for people: the name of the pod, or the endpoint itself
 * @param incarnation changes when the process is another one
 * @param admin where its admin API is, without a path
 * @param isReady whether it gets requests
 * @param isFixed whether it was given by hand and so counts from the start; a pod that joins counts when it has everything
 */
public record RuntimePod(String name, String incarnation, URI admin, boolean isReady, boolean isFixed) {

    /** An endpoint that was given by hand. */
    public static RuntimePod fixed(URI admin) {
        return new RuntimePod(admin.getAuthority(), "", admin, true, true);
    }
}
