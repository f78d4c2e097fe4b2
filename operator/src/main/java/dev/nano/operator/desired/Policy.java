package dev.nano.operator.desired;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who may claim what. A namespace may use what any rule that matches it allows; a namespace without a rule may use nothing.
 *
 * @param rules null for no policy: see {@link Allowance}
 */
public record Policy(@Nullable List<Rule> rules) {

    /** No policy. */
    public static final Policy ALLOW_ALL = new Policy(null);

    /** Labels of a namespace; empty when it is not known. */
    @FunctionalInterface
    public interface NamespaceLabels {
        Map<String, String> of(String namespace);
    }

    /**
     * What some namespaces may use: those that match both names and labels. One of the two may be empty; a rule with neither
     * matches none.
     *
     * @param namespaces names, {@code *} for all; empty to go by labels alone
     * @param matchLabels labels that the namespace has to have all of; empty to go by names alone
     * @param hostnames a name, a suffix such as {@code *.team-a.example.com}, or {@code *}
     * @param wildcards whether hostnames with a wildcard are among them, which take every name below; null for a rule that
     *     names one namespace alone
     * @param paths directories outside of the namespace's own, from the root of the apps volume such as {@code /shared},
     *     with all below them; {@code *} for all
     * @param limits null for none
     */
    public record Rule(
            List<String> namespaces,
            Map<String, String> matchLabels,
            List<String> hostnames,
            @Nullable Boolean wildcards,
            List<String> paths,
            @Nullable Limits limits) {

        public Rule {
            namespaces = namespaces == null ? List.of() : List.copyOf(namespaces);
            matchLabels = matchLabels == null ? Map.of() : Map.copyOf(matchLabels);
            hostnames = hostnames == null ? List.of() : List.copyOf(hostnames);
            paths = paths == null
                    ? List.of()
                    : paths.stream().map(Rule::fromRoot).toList();
        }

        /** One without limits. */
        public Rule(
                List<String> namespaces, Map<String, String> matchLabels, List<String> hostnames, List<String> paths) {
            this(namespaces, matchLabels, hostnames, null, paths, null);
        }

        private static String fromRoot(String path) {
            return path.equals("*") || path.startsWith("/") ? path : "/" + path;
        }

        boolean allowsWildcards() {
            boolean isForOne = namespaces.size() == 1 && !namespaces.contains("*");
            return wildcards == null ? isForOne : wildcards;
        }

        private boolean matches(String namespace, NamespaceLabels labels) {
            if (namespaces.isEmpty() && matchLabels.isEmpty()) {
                return false;
            }
            boolean isNamed = namespaces.isEmpty() || namespaces.contains("*") || namespaces.contains(namespace);
            return isNamed
                    && (matchLabels.isEmpty() || labels.of(namespace).entrySet().containsAll(matchLabels.entrySet()));
        }
    }

    /** Whether rules look at the labels of namespaces. */
    public boolean needsLabels() {
        return rules != null
                && rules.stream().anyMatch(rule -> !rule.matchLabels().isEmpty());
    }

    /** What one namespace may use. */
    Allowance of(String namespace, NamespaceLabels labels) {
        return new Allowance(
                namespace,
                rules == null
                        ? null
                        : rules.stream()
                                .filter(rule -> rule.matches(namespace, labels))
                                .toList());
    }
}
