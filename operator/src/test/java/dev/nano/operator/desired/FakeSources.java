package dev.nano.operator.desired;

import java.util.HashMap;
import java.util.Map;

/** ConfigMaps and Secrets of tests; what is not there is missing. */
public final class FakeSources implements Sources {

    private final Map<Ref, Lookup> objects = new HashMap<>();
    private int version;

    public void configMap(String name, Map<String, String> data) {
        objects.put(
                new Ref(Kind.CONFIG_MAP, "team", name),
                new Lookup.Found("uid-" + name, Integer.toString(++version), data, Map.of()));
    }

    public void secret(String name, Map<String, String> base64) {
        objects.put(
                new Ref(Kind.SECRET, "team", name),
                new Lookup.Found("uid-" + name, Integer.toString(++version), base64, Map.of()));
    }

    public void unread(Kind kind, String name) {
        objects.put(new Ref(kind, "team", name), new Lookup.Unknown());
    }

    public void remove(Kind kind, String name) {
        objects.remove(new Ref(kind, "team", name));
    }

    @Override
    public Lookup find(Ref ref) {
        return objects.getOrDefault(ref, new Lookup.Missing());
    }
}
