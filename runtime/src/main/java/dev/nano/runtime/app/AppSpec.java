package dev.nano.runtime.app;

import dev.nano.runtime.isolate.Limits;
import dev.nano.runtime.outbound.Egress;
import java.util.List;
import java.util.Map;

/** One app as it was declared. Immutable. Equal {@link #digest()}s mean that there is nothing to do. */
public final class AppSpec {

    private final String name;
    private final List<String> hostnames;
    private final CodeSource code;
    private final Limits limits;
    private final Map<String, String> env;
    private final Egress egress;
    private final Origin origin;
    /** Computed once: it is asked for at each change and each look, and hashes all of the code. */
    private final String digest;

    /** An app that reaches nothing but the public Internet. */
    public AppSpec(
            String name,
            List<String> hostnames,
            CodeSource code,
            Limits limits,
            Map<String, String> env,
            Origin origin) {
        this(name, hostnames, code, limits, env, Egress.NONE, origin);
    }

    /**
     * @param name for people, logs and metrics
     * @param hostnames at least one, normalized ({@link Hostname}); the first one identifies the app in the admin API
     * @param env handed to the handler as {@code env}; values may be secrets and are never printed
     * @param egress what it may reach beside the public Internet
     */
    public AppSpec(
            String name,
            List<String> hostnames,
            CodeSource code,
            Limits limits,
            Map<String, String> env,
            Egress egress,
            Origin origin) {
        if (hostnames.isEmpty()) {
            throw new IllegalArgumentException("hostnames: [] (expected: at least one)");
        }
        this.name = name;
        this.hostnames = List.copyOf(hostnames);
        this.code = code;
        this.limits = limits;
        this.env = Map.copyOf(env);
        this.egress = egress;
        this.origin = origin;
        this.digest = SpecDigest.of(name, this.hostnames, code, limits, this.env, egress);
    }

    public String name() {
        return name;
    }

    public List<String> hostnames() {
        return hostnames;
    }

    public CodeSource code() {
        return code;
    }

    public Limits limits() {
        return limits;
    }

    public Map<String, String> env() {
        return env;
    }

    public Egress egress() {
        return egress;
    }

    public Origin origin() {
        return origin;
    }

    /** The hostname that identifies the app. */
    public String host() {
        return hostnames.getFirst();
    }

    /** {@code sha256:} and 64 hex digits over everything declared here but the origin. */
    public String digest() {
        return digest;
    }

    /** Leaves out {@code env}, which may hold secrets, and the files. */
    @Override
    public String toString() {
        return "AppSpec[name=" + name + ", hostnames=" + hostnames + ", limits=" + limits + ", origin=" + origin + "]";
    }
}
