package dev.nano.runtime.outbound;

import dev.nano.runtime.net.Cidr;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One entry of {@code egress}. A port of 0 stands for every port. */
sealed interface EgressRule {

    String SYNTAX = "an address, a CIDR block such as 10.1.0.0/16, or a hostname such as db.internal or"
            + " *.svc.cluster.local, each with an optional :PORT";

    Pattern NAME = Pattern.compile("(\\*\\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*");
    /** The URL standard takes a host that ends like this for an IPv4 address. */
    Pattern ENDS_IN_NUMBER = Pattern.compile("(.*\\.)?([0-9]+|0x[0-9a-f]*)");

    int LONGEST_NAME = 253;

    /**
     * @param host as the app has it in its URL, normalized: lower case, without brackets and trailing dot
     * @param address what is about to be dialled
     */
    boolean allows(String host, InetSocketAddress address);

    /** Addresses, whatever name has led to them. */
    record Addresses(Cidr block, int port) implements EgressRule {
        @Override
        public boolean allows(String host, InetSocketAddress address) {
            return (port == 0 || port == address.getPort())
                    && block.contains(address.getAddress().getAddress());
        }
    }

    /**
     * A name, whatever addresses it resolves to.
     *
     * @param name the name, or the ending of the names with its leading dot
     */
    record Name(String name, boolean isSuffix, int port) implements EgressRule {
        @Override
        public boolean allows(String host, InetSocketAddress address) {
            return (port == 0 || port == address.getPort()) && (isSuffix ? host.endsWith(name) : host.equals(name));
        }
    }

    /** @return null when the text is no rule; {@link #SYNTAX} says what one looks like */
    static @Nullable EgressRule parse(String text) {
        String destination = text;
        int port = 0;
        int colon = text.lastIndexOf(':');
        boolean isBareIpv6 = !text.startsWith("[") && colon != text.indexOf(':');
        if (colon >= 0 && !isBareIpv6 && !text.endsWith("]")) {
            destination = text.substring(0, colon);
            port = port(text.substring(colon + 1));
        }
        if (destination.startsWith("[") && destination.endsWith("]")) {
            destination = destination.substring(1, destination.length() - 1);
            if (destination.indexOf(':') < 0) {
                return null;
            }
        }
        return port < 0 ? null : rule(destination, port);
    }

    private static @Nullable EgressRule rule(String destination, int port) {
        Cidr block = Cidr.parse(destination);
        if (block != null) {
            return new Addresses(block, port);
        }
        String name = normalized(destination);
        if (name.length() > LONGEST_NAME
                || !NAME.matcher(name).matches()
                || ENDS_IN_NUMBER.matcher(name).matches()) {
            return null;
        }
        return name.startsWith("*.") ? new Name(name.substring(1), true, port) : new Name(name, false, port);
    }

    private static int port(String text) {
        int port = text.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(text) : -1;
        return port > 65_535 ? -1 : port;
    }

    static String normalized(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
