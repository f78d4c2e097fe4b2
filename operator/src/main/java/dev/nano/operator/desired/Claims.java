package dev.nano.operator.desired;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which NanoApp gets which hostname.
 *
 * <p>A hostname stays with its namespace as long as a NanoApp there claims it, however old those of others are: an old NanoApp can
 * take a hostname up later. Else, and within one namespace, the oldest gets it. Times have whole seconds; of two of the same
 * second the one that has it keeps it. A wildcard reserves the names below it for its namespace, but for those that others
 * have already and those that the policy gives them.
 */
final class Claims {

    private final Map<String, AppKey> owners = new HashMap<>();
    /** The hostnames that each namespace had before, and still claims. */
    private final Map<String, Set<String>> held = new HashMap<>();

    private final Comparator<Candidate> firstCome = Comparator.comparing(this::isHeld)
            .reversed()
            .thenComparing(Candidate::created)
            .thenComparing(Comparator.comparing(Candidate::isIncumbent).reversed())
            .thenComparing(candidate -> candidate.key().namespace())
            .thenComparing(candidate -> candidate.key().name());

    /** @param candidates all that take part */
    Claims(List<Candidate> candidates, Incumbents incumbents) {
        candidates.stream()
                .filter(Candidate::isIncumbent)
                .forEach(candidate -> hold(candidate.hostname(), candidate.key().namespace()));
        if (incumbents.owners() != null) {
            incumbents.owners().forEach((hostname, owner) -> hold(hostname, owner.namespace()));
        }
    }

    private void hold(String hostname, String namespace) {
        held.computeIfAbsent(hostname, _ -> new HashSet<>()).add(namespace);
    }

    private boolean isHeld(Candidate candidate) {
        return held.getOrDefault(candidate.hostname(), Set.of())
                .contains(candidate.key().namespace());
    }

    /** In the order in which they have to {@link #claim}. */
    List<Candidate> ordered(List<Candidate> candidates) {
        return candidates.stream().sorted(firstCome).toList();
    }

    /** @throws Rejection when another one has the hostname, or a wildcard above it */
    void claim(Candidate candidate) throws Rejection {
        String hostname = candidate.hostname();
        AppKey owner = owners.get(hostname);
        if (owner != null) {
            throw new Rejection(
                    Reason.HostnameConflict,
                    "Hostname " + hostname + " is already claimed by NanoApp " + owner
                            + "; it is reassigned when that NanoApp releases it.");
        }
        if (!isHeld(candidate)) {
            checkWildcards(candidate, hostname);
        }
        owners.put(hostname, candidate.key());
    }

    private void checkWildcards(Candidate candidate, String hostname) throws Rejection {
        String wildcard = nearestWildcard(hostname);
        if (wildcard == null) {
            return;
        }
        AppKey owner = owners.get(wildcard);
        if (owner != null
                && !owner.namespace().equals(candidate.key().namespace())
                && !candidate.allowance().isDelegated(hostname, wildcard)) {
            throw new Rejection(
                    Reason.HostnameConflict,
                    "Hostname " + hostname + " is reserved by the wildcard " + wildcard + " of NanoApp " + owner
                            + "; it is free when that NanoApp releases the wildcard, or when a policy rule gives"
                            + " namespace " + candidate.key().namespace() + " a hostname below it.");
        }
    }

    /** The longest one above a hostname that a NanoApp has, or null. */
    private @Nullable String nearestWildcard(String hostname) {
        int start = hostname.startsWith("*.") ? 2 : 0;
        for (int dot = hostname.indexOf('.', start); dot >= 0; dot = hostname.indexOf('.', dot + 1)) {
            String wildcard = "*" + hostname.substring(dot);
            if (owners.containsKey(wildcard)) {
                return wildcard;
            }
        }
        return null;
    }

    Map<String, AppKey> owners() {
        return owners;
    }
}
