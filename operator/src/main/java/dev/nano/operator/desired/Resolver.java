package dev.nano.operator.desired;

import dev.nano.api.CodeSource;
import dev.nano.api.EnvVar;
import dev.nano.api.EnvVarSource;
import dev.nano.api.KeyRef;
import dev.nano.api.NanoApp;
import dev.nano.api.NanoAppSpec;
import dev.nano.operator.desired.Sources.Kind;
import dev.nano.operator.desired.Sources.Lookup;
import dev.nano.operator.desired.Sources.Ref;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** From a NanoApp and the objects that it refers to, to the app that pods should serve. */
final class Resolver {

    private static final String ENTRY = "index.js";

    private final NanoApp app;
    private final Sources sources;
    private final Limits limits;
    private final String namespace;
    private final SortedSet<String> secretUids = new TreeSet<>();

    private Resolver(NanoApp app, Sources sources, Limits limits) {
        this.app = app;
        this.sources = sources;
        this.limits = limits;
        this.namespace = app.getMetadata().getNamespace();
    }

    /** A source has not been read yet. */
    static final class NotYetException extends Exception {

        NotYetException() {
            super(null, null, false, false);
        }
    }

    /** @param limits what is left out is at most these */
    static DesiredApp resolve(NanoApp app, Sources sources, Limits limits) throws Rejection, NotYetException {
        return new Resolver(app, sources, limits).resolve();
    }

    private DesiredApp resolve() throws Rejection, NotYetException {
        NanoAppSpec spec = app.getSpec();
        SortedMap<String, String> env = new TreeMap<>();
        for (EnvVar variable : spec.env()) {
            env.put(variable.name(), value(variable));
        }
        return DesiredApp.of(
                AppKey.of(app),
                spec.hostname(),
                code(spec),
                spec.timeoutDuration().orElseGet(() -> atMost(DesiredApp.DEFAULT_TIMEOUT, limits.timeout())),
                spec.memoryMb().orElseGet(() -> atMost(DesiredApp.DEFAULT_MEMORY_MB, limits.memoryMb())),
                spec.cpuDuration().orElse(limits.cpu()),
                spec.egress(),
                env,
                secretUids);
    }

    private static <T extends Comparable<T>> T atMost(T value, @Nullable T limit) {
        return limit != null && limit.compareTo(value) < 0 ? limit : value;
    }

    private AppCode code(NanoAppSpec spec) throws Rejection, NotYetException {
        if (spec.path() != null) {
            return new AppCode.Directory(AppPath.of(namespace, spec.path()).directory());
        }
        CodeSource source = spec.source();
        SortedMap<String, AppFile> files = new TreeMap<>();
        if (source != null && source.inline() != null) {
            source.inline().forEach((path, text) -> files.put(path, new AppFile.Text(text)));
        } else if (source != null && source.configMap() != null) {
            Ref ref = new Ref(Kind.CONFIG_MAP, namespace, source.configMap().name());
            Lookup.Found found = found(ref, "source.configMap");
            found.data().forEach((path, text) -> files.put(path, new AppFile.Text(text)));
            found.binaryData().forEach((path, base64) -> files.put(path, new AppFile.Binary(base64)));
            if (!files.containsKey(ENTRY)) {
                throw new Rejection(Reason.InvalidSource, ref + " has no key " + ENTRY + ", which the app starts with");
            }
        } else {
            throw ofALaterRelease("source", "inline or configMap");
        }
        return AppCode.Files.of(files);
    }

    private String value(EnvVar variable) throws Rejection, NotYetException {
        EnvVarSource from = variable.valueFrom();
        if (from == null) {
            if (variable.value() == null) {
                throw ofALaterRelease("env " + variable.name(), "value or valueFrom");
            }
            return variable.value();
        }
        String at = "env " + variable.name();
        if (from.secretKeyRef() != null) {
            return secret(from.secretKeyRef(), at);
        }
        if (from.configMapKeyRef() != null) {
            return configMap(from.configMapKeyRef(), at);
        }
        throw ofALaterRelease(at, "secretKeyRef or configMapKeyRef");
    }

    /** The API server lets nobody leave out all of them, so that there is one which only a newer CRD has. */
    private static Rejection ofALaterRelease(String at, String known) {
        return new Rejection(
                Reason.InvalidSpec,
                at + ": of a kind that this operator does not know (expected: " + known + "; or a newer operator)");
    }

    private String configMap(KeyRef key, String at) throws Rejection, NotYetException {
        Ref ref = new Ref(Kind.CONFIG_MAP, namespace, key.name());
        return at(found(ref, at).data(), key.key(), ref, at);
    }

    private String secret(KeyRef key, String at) throws Rejection, NotYetException {
        Ref ref = new Ref(Kind.SECRET, namespace, key.name());
        Lookup.Found found = found(ref, at);
        byte[] bytes = Base64.getDecoder().decode(at(found.data(), key.key(), ref, at));
        secretUids.add(found.uid());
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Rejection(
                    Reason.InvalidSource, at + ": key " + key.key() + " of " + ref + " is not text in UTF-8");
        }
    }

    private static String at(Map<String, String> data, String key, Ref ref, String at) throws Rejection {
        String value = data.get(key);
        if (value == null) {
            throw new Rejection(Reason.SourceNotFound, at + ": " + ref + " has no key " + key);
        }
        return value;
    }

    private Lookup.Found found(Ref ref, String at) throws Rejection, NotYetException {
        return switch (sources.find(ref)) {
            case Lookup.Found found -> found;
            case Lookup.Missing _ ->
                throw new Rejection(
                        Reason.SourceNotFound,
                        at + ": there is no " + ref + " in the namespace " + namespace
                                + "; it is used as soon as there is");
            case Lookup.Unreadable(String reason) ->
                throw new Rejection(
                        Reason.SourceUnreadable,
                        at + ": " + ref + " cannot be read (" + reason + "); it is used as soon as it can be");
            case Lookup.Forbidden _ ->
                throw new Rejection(
                        Reason.SecretsDisabled,
                        at + ": the operator does not read Secrets (secrets.enabled of the chart)");
            case Lookup.Unknown _ -> throw new NotYetException();
        };
    }
}
