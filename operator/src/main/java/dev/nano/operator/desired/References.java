package dev.nano.operator.desired;

import dev.nano.api.CodeSource;
import dev.nano.api.EnvVar;
import dev.nano.api.EnvVarSource;
import dev.nano.api.NanoApp;
import java.util.LinkedHashSet;
import java.util.Set;

/** Which objects a NanoApp refers to. */
public final class References {

    private References() {}

    public static Set<Sources.Ref> of(NanoApp app) {
        String namespace = app.getMetadata().getNamespace();
        Set<Sources.Ref> refs = new LinkedHashSet<>();
        CodeSource source = app.getSpec().source();
        if (source != null && source.configMap() != null) {
            refs.add(new Sources.Ref(
                    Sources.Kind.CONFIG_MAP, namespace, source.configMap().name()));
        }
        for (EnvVar variable : app.getSpec().env()) {
            EnvVarSource from = variable.valueFrom();
            if (from != null && from.configMapKeyRef() != null) {
                refs.add(new Sources.Ref(
                        Sources.Kind.CONFIG_MAP,
                        namespace,
                        from.configMapKeyRef().name()));
            }
            if (from != null && from.secretKeyRef() != null) {
                refs.add(new Sources.Ref(
                        Sources.Kind.SECRET, namespace, from.secretKeyRef().name()));
            }
        }
        return refs;
    }
}
