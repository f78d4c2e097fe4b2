package dev.nano.runtime.app;

import dev.nano.runtime.isolate.Limits;
import java.util.List;
import java.util.Map;

/**
 * One app as it was declared. Equal {@link #digest()}s mean that there is nothing to do.
 *
 * @param name for people, logs and metrics
 * @param hostnames at least one, normalized ({@link Hostname}); the first one identifies the app in the admin API
 * @param env handed to the handler as {@code env}; values may be secrets and are never printed
 */
public record AppSpec(
        String name, List<String> hostnames, CodeSource code, Limits limits, Map<String, String> env, Origin origin) {

    public AppSpec {
        hostnames = List.copyOf(hostnames);
        env = Map.copyOf(env);
        if (hostnames.isEmpty()) {
            throw new IllegalArgumentException("hostnames: [] (expected: at least one)");
        }
    }

    /** The hostname that identifies the app. */
    public String host() {
        return hostnames.getFirst();
    }

    /** {@code sha256:} and 64 hex digits over everything declared here but the origin. */
    public String digest() {
        return SpecDigest.of(this);
    }

    /** Leaves out {@code env}, which may hold secrets, and the files. */
    @Override
    public String toString() {
        return "AppSpec[name=" + name + ", hostnames=" + hostnames + ", limits=" + limits + ", origin=" + origin + "]";
    }
}
