package dev.nano.operator.desired;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the policy lets one namespace use.
 *
 * <p>Without a policy that is every hostname that no other namespace has, but for names inside of clusters and wildcards over
 * whole top-level domains; the directory of its own name; and no egress to addresses that are not public.
 */
final class Allowance {

    /** Names that clients inside of a cluster or on one machine take for something else than an app. */
    private static final Pattern INTERNAL = Pattern.compile("(?:.*[.])?(?:localhost|svc|cluster[.]local)");

    /** Below these everybody may register: {@code *.com}, {@code *.co.uk}. */
    private static final Pattern PUBLIC_SUFFIX =
            Pattern.compile("[*][.](?:[^.]+|(?:ac|co|com|edu|gov|gob|go|mil|ne|net|or|org)[.][a-z]{2})");

    private final String namespace;
    private final @Nullable List<Policy.Rule> rules;
    private final Limits limits;

    /** @param rules those that match the namespace; null when there is no policy */
    Allowance(String namespace, @Nullable List<Policy.Rule> rules) {
        this.namespace = namespace;
        this.rules = rules;
        this.limits = rules == null
                ? Limits.NONE
                : rules.stream()
                        .map(Policy.Rule::limits)
                        .filter(Objects::nonNull)
                        .reduce(Limits.NONE, Limits::and);
    }

    Limits limits() {
        return limits;
    }

    /** @throws Rejection when the namespace may not have it, whoever else claims it */
    void checkHostname(String hostname) throws Rejection {
        boolean isWildcard = hostname.startsWith("*.");
        if (rules == null) {
            if (INTERNAL.matcher(hostname).matches()) {
                throw notAllowed(
                        "hostname " + hostname + ", which is internal to clusters; a policy rule has to name it");
            }
            if (isWildcard && PUBLIC_SUFFIX.matcher(hostname).matches()) {
                throw notAllowed("hostname " + hostname
                        + ", which covers a whole top-level domain; a policy rule has to" + " allow it");
            }
            return;
        }
        if (rules.stream().noneMatch(rule -> rule.hostnames().stream().anyMatch(p -> allows(rule, p, hostname)))) {
            boolean isOnlyWild = isWildcard
                    && rules.stream().flatMap(rule -> rule.hostnames().stream()).anyMatch(p -> matches(p, hostname));
            throw notAllowed(
                    isOnlyWild
                            ? "hostname " + hostname
                                    + ": it takes every name below it, and the rule is for several namespaces"
                                    + " (wildcards: true in the policy rule allows it)"
                            : "hostname " + hostname + allowed(Policy.Rule::hostnames));
        }
    }

    private Rejection notAllowed(String what) {
        return new Rejection(Reason.HostnameNotAllowed, "Namespace " + namespace + " may not use " + what + ".");
    }

    private static boolean allows(Policy.Rule rule, String pattern, String hostname) {
        return matches(pattern, hostname) && (!hostname.startsWith("*.") || rule.allowsWildcards());
    }

    private static boolean matches(String pattern, String hostname) {
        if (pattern.equals("*")) {
            return !INTERNAL.matcher(hostname).matches();
        }
        // "*.a.example" also allows the wildcard itself, whose names it covers all.
        return pattern.equals(hostname) || pattern.startsWith("*.") && hostname.endsWith(pattern.substring(1));
    }

    /** Whether a rule gives the namespace this hostname although it is below another namespace's wildcard. */
    boolean isDelegated(String hostname, String wildcard) {
        String suffix = wildcard.substring(1);
        return rules != null
                && rules.stream()
                        .anyMatch(rule -> rule.hostnames().stream()
                                .anyMatch(pattern -> !pattern.equals(wildcard)
                                        && pattern.endsWith(suffix)
                                        && allows(rule, pattern, hostname)));
    }

    /** @throws Rejection when the directory is neither the namespace's own nor allowed by a rule */
    void checkPath(AppPath path) throws Rejection {
        String fromRoot = "/" + path.directory();
        boolean isAllowed = path.isOwn()
                || rules != null
                        && rules.stream()
                                .flatMap(rule -> rule.paths().stream())
                                .anyMatch(prefix -> isInside(prefix, fromRoot));
        if (!isAllowed) {
            throw new Rejection(
                    Reason.PathNotAllowed,
                    "Namespace " + namespace + " may not use path " + fromRoot + " outside of its own directory /"
                            + namespace + allowed(Policy.Rule::paths) + ".");
        }
    }

    private static boolean isInside(String prefix, String path) {
        return prefix.equals("*")
                || path.equals(prefix)
                || path.startsWith(prefix.endsWith("/") ? prefix : prefix + "/");
    }

    private String allowed(Function<Policy.Rule, List<String>> what) {
        List<String> some = rules == null
                ? List.of()
                : rules.stream()
                        .flatMap(rule -> what.apply(rule).stream())
                        .distinct()
                        .limit(5)
                        .toList();
        return "; its policy rules allow " + (some.isEmpty() ? "none" : String.join(", ", some));
    }

    /** @throws Rejection when it asks for more than the namespace may have */
    void checkLimits(DesiredApp app) throws Rejection {
        check("timeout", app.timeout(), limits.timeout());
        check("memory", app.memoryMb(), limits.memoryMb(), "Mi");
        check("cpu", app.cpu(), limits.cpu());
        check("code", app.codeBytes(), limits.codeBytes(), " bytes");
        for (String entry : app.egress()) {
            checkEgress(entry);
        }
    }

    private void check(String key, @Nullable Duration asked, @Nullable Duration most) throws Rejection {
        check(key, asked == null ? null : asked.toMillis(), most == null ? null : most.toMillis(), "ms");
    }

    private <T extends Comparable<T>> void check(String key, @Nullable T asked, @Nullable T most, String unit)
            throws Rejection {
        if (asked != null && most != null && asked.compareTo(most) > 0) {
            throw exceeded(key + ": " + asked + unit + " (expected: at most " + most + unit + ", limits." + key
                    + " of the policy for namespace " + namespace + ")");
        }
    }

    private void checkEgress(String text) throws Rejection {
        EgressEntry entry;
        try {
            entry = EgressEntry.parse(text);
        } catch (IllegalArgumentException e) {
            throw new Rejection(Reason.InvalidSpec, "egress: " + e.getMessage());
        }
        List<EgressEntry> allowed = limits.egress() == null ? List.of() : limits.egress();
        if (allowed.stream().noneMatch(policy -> policy.covers(entry))) {
            String some = Stream.of(
                            allowed.stream().map(EgressEntry::text).limit(5).toList())
                    .map(texts -> texts.isEmpty() ? "nothing" : String.join(", ", texts))
                    .findFirst()
                    .orElseThrow();
            throw exceeded("egress: " + text + " (expected: covered by limits.egress of a policy rule for namespace "
                    + namespace + ", which allows " + some + ")");
        }
    }

    private static Rejection exceeded(String message) {
        return new Rejection(Reason.LimitExceeded, message);
    }
}
