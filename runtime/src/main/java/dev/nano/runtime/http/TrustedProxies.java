package dev.nano.runtime.http;

import dev.nano.runtime.net.Cidr;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The networks whose {@code X-Forwarded-*} headers are believed. */
public final class TrustedProxies {
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    private final List<Cidr> networks;

    private TrustedProxies(List<Cidr> networks) {
        this.networks = networks;
    }

    /**
     * Reads a list of addresses and CIDR blocks, for example {@code 10.0.0.0/8}, {@code 192.0.2.7}, {@code fd00::/8}.
     *
     * @throws IllegalArgumentException naming the entry that is none of these
     */
    public static TrustedProxies parse(List<String> entries) {
        List<Cidr> networks = new ArrayList<>();
        for (String entry : entries) {
            networks.add(network(entry));
        }
        return new TrustedProxies(List.copyOf(networks));
    }

    boolean contains(InetAddress address) {
        for (Cidr network : networks) {
            if (network.contains(address.getAddress())) {
                return true;
            }
        }
        return false;
    }

    /** A numeric address as it stands in {@code X-Forwarded-For} or {@code Forwarded}, or null when it is not one. */
    static @Nullable InetAddress address(String text) {
        String bare = text.strip();
        if (bare.startsWith("[")) {
            int close = bare.indexOf(']');
            bare = close < 0 ? bare : bare.substring(1, close);
        } else if (bare.indexOf(':') >= 0 && bare.indexOf(':') == bare.lastIndexOf(':')) {
            // Some proxies add the port to an IPv4 address; an IPv6 address has more than one colon.
            bare = bare.substring(0, bare.indexOf(':'));
        }
        boolean spelledOut =
                bare.indexOf(':') >= 0 || bare.chars().filter(c -> c == '.').count() == 3;
        if (!spelledOut) {
            // 10.1 means 10.0.0.1 to Java and something else to others.
            return null;
        }
        try {
            return InetAddress.ofLiteral(bare);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static Cidr network(String entry) {
        int slash = entry.indexOf('/');
        InetAddress base = address(slash < 0 ? entry : entry.substring(0, slash));
        if (base != null) {
            byte[] prefix = base.getAddress();
            int bits = slash < 0 ? prefix.length * 8 : bits(entry.substring(slash + 1));
            if (bits >= 0 && bits <= prefix.length * 8) {
                return new Cidr(prefix, bits);
            }
        }
        throw new IllegalArgumentException(
                "trusted_proxies: " + entry + " (expected: an address or a CIDR block such as 10.0.0.0/8)");
    }

    private static int bits(String text) {
        return text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : -1;
    }
}
