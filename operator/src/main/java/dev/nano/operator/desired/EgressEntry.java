package dev.nano.operator.desired;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an entry of {@code egress} names: an address range or a host, each with or without a port.
 *
 * @param text as written
 * @param range null for a host
 * @param host in lower case, {@code *.suffix} for all below it; null for a range
 * @param port 0 for all
 */
public record EgressEntry(
        String text, @Nullable Range range, @Nullable String host, int port) {

    // The same language as the runtime's, which takes what is accepted here: runtime/src/test/resources/egress has
    // examples.
    private static final Pattern NAME =
            Pattern.compile("(\\*\\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*");
    private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(.*\\.)?([0-9]+|0x[0-9a-f]*)");
    private static final Pattern IPV4 = Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
    private static final int LONGEST_NAME = 253;

    /** Where a runtime, its node and the metadata of its cloud are: no wider range reaches them. */
    private static final List<Range> SPECIAL = List.of(
            known("127.0.0.0/8"),
            known("::1"),
            known("169.254.0.0/16"),
            known("fe80::/10"),
            known("0.0.0.0/8"),
            known("::"));

    /** Addresses whose first {@code bits} are those of {@code address}. */
    record Range(byte[] address, int bits) {

        boolean contains(Range other) {
            if (address.length != other.address.length || bits > other.bits) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                if ((address[bit / 8] & mask) != (other.address[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Range range && contains(range) && range.contains(this);
        }

        @Override
        public int hashCode() {
            return bits;
        }
    }

    /** @throws IllegalArgumentException as {@code VALUE (expected: RULE)} */
    public static EgressEntry parse(String text) {
        String destination = text;
        int port = 0;
        int colon = text.lastIndexOf(':');
        boolean isBareIpv6 = !text.startsWith("[") && colon != text.indexOf(':');
        if (colon >= 0 && !isBareIpv6 && !text.endsWith("]")) {
            destination = text.substring(0, colon);
            port = port(text, text.substring(colon + 1));
        }
        if (destination.startsWith("[") && destination.endsWith("]")) {
            destination = destination.substring(1, destination.length() - 1);
            if (destination.indexOf(':') < 0) {
                throw wrong(text);
            }
        }
        Range range = range(destination);
        return range != null
                ? new EgressEntry(text, range, null, port)
                : new EgressEntry(text, null, host(text, destination), port);
    }

    private static String host(String text, String destination) {
        String lower = destination.toLowerCase(Locale.ROOT);
        String host = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        if (host.length() > LONGEST_NAME
                || !NAME.matcher(host).matches()
                || ENDS_IN_NUMBER.matcher(host).matches()) {
            throw wrong(text);
        }
        return host;
    }

    /** Null when it is neither an address nor a range of them. */
    private static @Nullable Range range(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        boolean isInFull = address.indexOf(':') >= 0
                ? address.indexOf('%') < 0 && address.indexOf('[') < 0
                : IPV4.matcher(address).matches();
        if (!isInFull) {
            return null;
        }
        byte[] bytes;
        try {
            // A literal: nothing is looked up.
            bytes = InetAddress.ofLiteral(address).getAddress();
        } catch (IllegalArgumentException e) {
            return null;
        }
        // An IPv4 address in IPv6 notation is read as what it is.
        int mapped = bytes.length == 4 && address.indexOf(':') >= 0 ? 96 : 0;
        String bits = text.substring(slash + 1);
        int length =
                slash < 0 ? bytes.length * 8 : bits.matches("0|[1-9][0-9]{0,2}") ? Integer.parseInt(bits) - mapped : -1;
        return length < 0 || length > bytes.length * 8 ? null : new Range(bytes, length);
    }

    private static int port(String text, String port) {
        int number = port.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(port) : 0;
        if (number < 1 || number > 65_535) {
            throw wrong(text);
        }
        return number;
    }

    private static Range known(String text) {
        return Objects.requireNonNull(range(text));
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(text + " (expected: an address range such as 10.1.0.0/16, or a host such as"
                + " db.internal or *.db.internal, each with an optional :PORT; [fd00::/8]:443 for IPv6)");
    }

    /** Whether this entry of a policy lets an app name the other one. */
    boolean covers(EgressEntry other) {
        if (port != 0 && port != other.port) {
            return false;
        }
        if (range != null) {
            return other.range != null && range.contains(other.range) && !isTooWide(range, other.range);
        }
        return host != null && other.host != null && coversHost(host, other.host);
    }

    /** Wide ranges are written with private networks in mind: loopback and metadata addresses have to be named themselves. */
    private static boolean isTooWide(Range allowed, Range named) {
        return SPECIAL.stream()
                .anyMatch(
                        special -> !special.contains(allowed) && (special.contains(named) || named.contains(special)));
    }

    private static boolean coversHost(String allowed, String named) {
        return allowed.equals(named) || allowed.startsWith("*.") && named.endsWith(allowed.substring(1));
    }
}
