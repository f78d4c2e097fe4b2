package dev.nano.operator.desired;

import dev.nano.api.NanoApp;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who may claim what. A namespace may use what any rule that matches it allows; a namespace without a rule may use nothing.
 *
 * @param rules null for no policy: everything is allowed
 */
public record Policy(@Nullable List<Rule> rules) {

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
     * @param paths prefixes of paths by whole segments, {@code *} for all
     */
    public record Rule(
            List<String> namespaces, Map<String, String> matchLabels, List<String> hostnames, List<String> paths) {

        public Rule {
            namespaces = namespaces == null ? List.of() : List.copyOf(namespaces);
            matchLabels = matchLabels == null ? Map.of() : Map.copyOf(matchLabels);
            hostnames = hostnames == null ? List.of() : List.copyOf(hostnames);
            paths = paths == null ? List.of() : List.copyOf(paths);
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

    void check(NanoApp app, NamespaceLabels labels) throws Rejection {
        if (rules == null) {
            return;
        }
        String namespace = app.getMetadata().getNamespace();
        List<Rule> own =
                rules.stream().filter(rule -> rule.matches(namespace, labels)).toList();
        String hostname = app.getSpec().hostname();
        List<String> hostnames =
                own.stream().flatMap(rule -> rule.hostnames().stream()).toList();
        if (hostnames.stream().noneMatch(allowed -> allowsHostname(allowed, hostname))) {
            throw new Rejection(
                    Reason.HostnameNotAllowed, refusal(namespace, "the hostname " + hostname, hostnames.stream()));
        }
        String path = app.getSpec().path();
        List<String> paths = own.stream().flatMap(rule -> rule.paths().stream()).toList();
        if (path != null && paths.stream().noneMatch(allowed -> allowsPath(allowed, path))) {
            throw new Rejection(Reason.PathNotAllowed, refusal(namespace, "the path " + path, paths.stream()));
        }
    }

    private static String refusal(String namespace, String what, Stream<String> allowed) {
        List<String> some = allowed.distinct().limit(5).toList();
        return "the namespace " + namespace + " may not use " + what
                + (some.isEmpty() ? "; it may use none" : "; it may use " + String.join(", ", some));
    }

    private static boolean allowsHostname(String allowed, String hostname) {
        if (allowed.equals("*") || allowed.equals(hostname)) {
            return true;
        }
        // "*.a.example" also allows the wildcard itself, whose names it covers all.
        return allowed.startsWith("*.") && hostname.endsWith(allowed.substring(1));
    }

    private static boolean allowsPath(String allowed, String path) {
        if (allowed.equals("*") || allowed.equals(path)) {
            return true;
        }
        return path.startsWith(allowed.endsWith("/") ? allowed : allowed + "/");
    }
}
