package dev.nano.runtime.app;

import dev.nano.runtime.code.CodeBudgetException;
import dev.nano.runtime.code.CodeStore;
import dev.nano.runtime.code.FilePack;
import dev.nano.runtime.code.StoredCode;
import dev.nano.runtime.isolate.Limits;
import dev.nano.runtime.outbound.Egress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
    /** Why its code is not to be loaded, or null. */
    private final @Nullable String quarantined;

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
        this(name, hostnames, code, limits, env, egress, origin, null);
    }

    private AppSpec(
            String name,
            List<String> hostnames,
            CodeSource code,
            Limits limits,
            Map<String, String> env,
            Egress egress,
            Origin origin,
            @Nullable String quarantined) {
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
        this.quarantined = quarantined;
        this.digest = code instanceof CodeSource.Stored stored
                ? stored.digest()
                : SpecDigest.of(name, this.hostnames, code, limits, this.env, egress);
    }

    /**
     * The same with files that were sent put into {@code store}, and so out of the heap, and its values counted there. For
     * specs that were just declared.
     *
     * @throws CodeBudgetException when there is no room for them
     */
    public AppSpec stored(CodeStore store) throws CodeBudgetException {
        store.count(env);
        if (!(code instanceof CodeSource.Files files)) {
            return this;
        }
        StoredCode pack = store.put(FilePack.of(files.byPath()));
        return withCode(new CodeSource.Stored(pack, digest));
    }

    private AppSpec withCode(CodeSource newCode) {
        return new AppSpec(name, hostnames, newCode, limits, env, egress, origin, quarantined);
    }

    /** @param reason why its code is not to be loaded; null when it may be */
    public AppSpec withQuarantined(@Nullable String reason) {
        return Objects.equals(reason, quarantined)
                ? this
                : new AppSpec(name, hostnames, code, limits, env, egress, origin, reason);
    }

    /** Why whoever declared it does not want its code to be loaded, or null. Not part of the digest. */
    public @Nullable String quarantined() {
        return quarantined;
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
