package dev.nano.operator.desired;

import dev.nano.api.CodeSource;
import dev.nano.api.ConfigMapSource;
import dev.nano.api.EnvVar;
import dev.nano.api.EnvVarSource;
import dev.nano.api.KeyRef;
import dev.nano.api.NanoApp;
import dev.nano.api.NanoAppSpec;
import dev.nano.api.NanoAppStatus;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.List;
import java.util.Map;

/** NanoApps for tests. */
public final class Apps {

    private Apps() {}

    /** @param age the smaller the older, up to 59 */
    public static NanoApp app(String name, int age, NanoAppSpec spec) {
        return app("team", name, age, spec);
    }

    /** The same in another namespace. */
    public static NanoApp app(String namespace, String name, int age, NanoAppSpec spec) {
        var app = new NanoApp();
        app.setMetadata(new ObjectMetaBuilder()
                .withNamespace(namespace)
                .withName(name)
                .withUid("uid-" + namespace + "-" + name)
                .withGeneration(1L)
                .withCreationTimestamp("2026-01-01T00:00:%02dZ".formatted(age))
                .build());
        app.setSpec(spec);
        return app;
    }

    public static NanoAppSpec inline(String hostname, String code) {
        return new NanoAppSpec(
                hostname, null, new CodeSource(Map.of("index.js", code), null), null, null, null, List.of(), List.of());
    }

    public static NanoAppSpec path(String hostname, String path) {
        return new NanoAppSpec(hostname, path, null, null, null, null, List.of(), List.of());
    }

    public static NanoAppSpec configMap(String hostname, String map) {
        return new NanoAppSpec(
                hostname, null, new CodeSource(null, new ConfigMapSource(map)), null, null, null, List.of(), List.of());
    }

    public static NanoAppSpec withSecret(String hostname, String secret, String key) {
        var variable = new EnvVar("KEY", null, new EnvVarSource(new KeyRef(secret, key), null));
        return new NanoAppSpec(
                hostname,
                null,
                new CodeSource(Map.of("index.js", "x"), null),
                null,
                null,
                null,
                List.of(),
                List.of(variable));
    }

    /** The same NanoApp with another spec. */
    public static NanoApp edited(NanoApp app, NanoAppSpec spec) {
        var next = new NanoApp();
        next.setMetadata(new ObjectMetaBuilder(app.getMetadata())
                .withGeneration(app.getMetadata().getGeneration() + 1)
                .build());
        next.setSpec(spec);
        return next;
    }

    /** The same as the API server has it once an operator has written this of it. */
    public static NanoApp reported(NanoApp app, boolean isAccepted, String reason) {
        var next = new NanoApp();
        next.setMetadata(app.getMetadata());
        next.setSpec(app.getSpec());
        var accepted = new ConditionBuilder()
                .withType("Accepted")
                .withStatus(isAccepted ? "True" : "False")
                .withReason(reason)
                .build();
        next.setStatus(new NanoAppStatus(
                app.getMetadata().getGeneration(),
                List.of(accepted),
                "http://" + app.getSpec().hostname(),
                null,
                null,
                null,
                null,
                null,
                null,
                null));
        return next;
    }
}
