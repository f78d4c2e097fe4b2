package dev.nano.operator.desired;

import dev.nano.api.NanoApp;

/** Which NanoApp; as text {@code namespace/name}, which is also the name of the app in the runtime. */
public record AppKey(String namespace, String name) {

    public static AppKey of(NanoApp app) {
        return new AppKey(app.getMetadata().getNamespace(), app.getMetadata().getName());
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
