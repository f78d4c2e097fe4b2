package dev.nano.runtime.config;

import dev.nano.runtime.isolate.Limits;
import java.util.Map;

/** What an app gets where it does not say otherwise; its own {@code env} is added to the one here. */
public record AppDefaults(Limits limits, Map<String, String> env) {

    public static final AppDefaults NONE = new AppDefaults(Limits.DEFAULT, Map.of());

    /** Leaves out {@code env}, which may hold secrets. */
    @Override
    public String toString() {
        return "AppDefaults[limits=" + limits + "]";
    }
}
