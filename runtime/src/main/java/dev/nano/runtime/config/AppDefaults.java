package dev.nano.runtime.config;

import dev.nano.runtime.isolate.Limits;
import dev.nano.runtime.outbound.Egress;
import java.util.Map;

/**
 * What an app gets where it does not say otherwise; its own {@code env} is added to the one here.
 *
 * @param egress what every app of the process may reach, those of the admin API included
 */
public record AppDefaults(Limits limits, Map<String, String> env, Egress egress) {

    public static final AppDefaults NONE = new AppDefaults(Limits.DEFAULT, Map.of(), Egress.NONE);

    /** Leaves out {@code env}, which may hold secrets. */
    @Override
    public String toString() {
        return "AppDefaults[limits=" + limits + "]";
    }
}
