package dev.nano.operator.kube;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import org.jspecify.annotations.Nullable;

/**
 * What the API server has answered instead of what it was asked for.
 *
 * @param message its words
 */
record Refusal(int status, String message) {

    /** The one behind a failure, or null when nothing was answered. */
    static @Nullable Refusal in(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof KubernetesClientException answered && answered.getCode() > 0) {
                String words = answered.getStatus() == null
                        ? null
                        : answered.getStatus().getMessage();
                return new Refusal(answered.getCode(), words == null ? "status " + answered.getCode() : words);
            }
        }
        return null;
    }

    boolean isForbidden() {
        return status == HttpURLConnection.HTTP_FORBIDDEN;
    }
}
