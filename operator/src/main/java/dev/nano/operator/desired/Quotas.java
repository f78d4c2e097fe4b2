package dev.nano.operator.desired;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the NanoApps of each namespace use together. Those that were accepted before just as they are come first, then those that
 * have changed, then new ones; among these the oldest.
 */
final class Quotas {

    private static final Comparator<Candidate> FIRST_COME = Comparator.comparing(Candidate::isUnchanged)
            .reversed()
            .thenComparing(Comparator.comparing(Candidate::isIncumbent).reversed())
            .thenComparing(Candidate::created)
            .thenComparing(candidate -> candidate.key().name());

    private static final class Usage {
        private int apps;
        private long memoryMb;
        private long codeBytes;
    }

    private Quotas() {}

    /** Why NanoApps do not fit into the quota of their namespace, by key; those that are not barred count. */
    static Map<AppKey, Rejection> exceeded(List<Candidate> candidates) {
        Map<String, Usage> used = new HashMap<>();
        Map<AppKey, Rejection> exceeded = new HashMap<>();
        candidates.stream()
                .filter(candidate -> !(candidate.outcome() instanceof Candidate.Outcome.Barred))
                .filter(candidate -> hasQuota(candidate.allowance().limits()))
                .sorted(FIRST_COME)
                .forEach(candidate -> {
                    Usage usage = used.computeIfAbsent(candidate.key().namespace(), _ -> new Usage());
                    String problem = problem(candidate, usage);
                    if (problem == null) {
                        usage.apps++;
                        usage.memoryMb += candidate.memoryMb();
                        usage.codeBytes += candidate.codeBytes();
                    } else {
                        exceeded.put(candidate.key(), new Rejection(Reason.QuotaExceeded, problem));
                    }
                });
        return exceeded;
    }

    private static boolean hasQuota(Limits limits) {
        return limits.apps() != null || limits.totalMemoryMb() != null || limits.totalCodeBytes() != null;
    }

    private static @Nullable String problem(Candidate candidate, Usage used) {
        Limits limits = candidate.allowance().limits();
        if (limits.apps() != null && used.apps >= limits.apps()) {
            return text(candidate, "apps", "more than " + limits.apps() + " NanoApps");
        }
        if (limits.totalMemoryMb() != null && used.memoryMb + candidate.memoryMb() > limits.totalMemoryMb()) {
            return text(
                    candidate,
                    "totalMemory",
                    "more than " + limits.totalMemoryMb() + "Mi of memory: others of it have " + used.memoryMb
                            + "Mi, and this one asks for " + candidate.memoryMb() + "Mi");
        }
        if (limits.totalCodeBytes() != null && used.codeBytes + candidate.codeBytes() > limits.totalCodeBytes()) {
            return text(
                    candidate,
                    "totalCode",
                    "more than " + limits.totalCodeBytes() + " bytes of code: others of it have " + used.codeBytes
                            + ", and this one has " + candidate.codeBytes());
        }
        return null;
    }

    private static String text(Candidate candidate, String key, String what) {
        return "Namespace " + candidate.key().namespace() + " may not have " + what + " (limits." + key
                + " of the policy); delete or shrink NanoApps of the namespace.";
    }
}
