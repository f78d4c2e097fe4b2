package dev.nano.runtime.outbound;

import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Destinations that an app may reach although they are in a range that apps may not reach by default ({@link
 * DeniedRange}). Addresses of the public Internet need no rule.
 */
public final class Egress {

    /** Nothing beside the public Internet. */
    public static final Egress NONE = new Egress(List.of(), List.of());

    /** What {@code nano dev} allows: the services that run beside it on the developer's machine. */
    public static final Egress LOOPBACK = of(List.of("127.0.0.0/8", "::1"));

    /** The most entries of one list. */
    public static final int MAX_ENTRIES = 256;

    /** What an entry looks like, for messages. */
    public static final String SYNTAX = EgressRule.SYNTAX;

    private final List<String> entries;
    private final List<EgressRule> rules;

    private Egress(List<String> entries, List<EgressRule> rules) {
        this.entries = entries;
        this.rules = rules;
    }

    /** Whether {@code entry} is an address, a CIDR block or a hostname, with or without a port. */
    public static boolean isEntry(String entry) {
        return EgressRule.parse(entry) != null;
    }

    /** @throws IllegalArgumentException when one of them is no {@linkplain #isEntry entry} */
    public static Egress of(List<String> entries) {
        if (entries.isEmpty()) {
            return NONE;
        }
        return new Egress(
                List.copyOf(entries), entries.stream().map(Egress::rule).toList());
    }

    private static EgressRule rule(String entry) {
        @Nullable EgressRule rule = EgressRule.parse(entry);
        if (rule == null) {
            throw new IllegalArgumentException("egress: " + entry + " (expected: " + EgressRule.SYNTAX + ")");
        }
        return rule;
    }

    /** As they were declared. */
    public List<String> entries() {
        return entries;
    }

    /** @param host as the app asked for it, {@linkplain EgressRule#normalized normalized} */
    boolean allows(String host, InetSocketAddress address) {
        for (EgressRule rule : rules) {
            if (rule.allows(host, address)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Egress egress && egress.entries.equals(entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    @Override
    public String toString() {
        return entries.toString();
    }
}
