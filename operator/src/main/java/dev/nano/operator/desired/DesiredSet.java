package dev.nano.operator.desired;

import java.util.Map;

/**
 * What every pod should serve, and what became of each NanoApp. Immutable.
 *
 * @param byHostname a pod serves these hostnames and no others
 * @param version grows by one with each set
 */
public record DesiredSet(long version, Map<String, Entry> byHostname, Map<AppKey, Verdict> verdicts) {

    /** Before the first. Never shown to a pod. */
    public static final DesiredSet NONE = new DesiredSet(0, Map.of(), Map.of());

    public DesiredSet {
        byHostname = Map.copyOf(byHostname);
        verdicts = Map.copyOf(verdicts);
    }

    /** Whether some NanoApp is not in it only because a source has not been read yet. */
    public boolean isPending() {
        return verdicts.values().stream().anyMatch(Verdict.Pending.class::isInstance);
    }
}
