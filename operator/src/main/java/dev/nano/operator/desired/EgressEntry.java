package dev.nano.operator.desired;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
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

    private static final Pattern BRACKETS =
            Pattern.compile("\\[([0-9A-Fa-f.]*:[0-9A-Fa-f:.]*)(/[0-9]{1,3})?](?::([1-9][0-9]{0,4}))?");
    private static final Pattern ADDRESS = Pattern.compile(
            "([0-9]{1,3}(?:[.][0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)(/[0-9]{1,3})?");
    private static final Pattern HOST = Pattern.compile(
            "((?:[*][.])?[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:[.][a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*)[.]?");
    private static final Pattern NUMBER_AT_THE_END = Pattern.compile("(?:.*[.])?(?:[0-9]+|0x[0-9a-f]*)");
    private static final Pattern PORT = Pattern.compile("(.*[^:]):([1-9][0-9]{0,4})");

    /** Where a runtime, its node and the metadata of its cloud are: no wider range reaches them. */
    private static final List<Range> SPECIAL = List.of(
            range("127.0.0.0", "/8"),
            range("::1", ""),
            range("169.254.0.0", "/16"),
            range("fe80::", "/10"),
            range("0.0.0.0", "/8"),
            range("::", ""));

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
        Matcher brackets = BRACKETS.matcher(text);
        if (brackets.matches()) {
            return new EgressEntry(
                    text, checked(text, brackets.group(1), brackets.group(2)), null, port(text, brackets.group(3)));
        }
        Matcher address = ADDRESS.matcher(text);
        if (address.matches()) {
            return new EgressEntry(text, checked(text, address.group(1), address.group(2)), null, 0);
        }
        Matcher withPort = PORT.matcher(text);
        boolean hasPort = withPort.matches();
        String rest = hasPort ? withPort.group(1) : text;
        int port = port(text, hasPort ? withPort.group(2) : null);
        Matcher number = ADDRESS.matcher(rest);
        if (number.matches() && rest.indexOf(':') < 0) {
            return new EgressEntry(text, checked(text, number.group(1), number.group(2)), null, port);
        }
        Matcher host = HOST.matcher(rest.toLowerCase(Locale.ROOT));
        if (!host.matches() || NUMBER_AT_THE_END.matcher(host.group(1)).matches()) {
            throw wrong(text);
        }
        return new EgressEntry(text, null, host.group(1), port);
    }

    private static Range checked(String text, String address, @Nullable String bits) {
        try {
            return range(address, bits);
        } catch (IllegalArgumentException e) {
            throw wrong(text);
        }
    }

    private static Range range(String address, @Nullable String bits) {
        // A literal: nothing is looked up.
        byte[] bytes = InetAddress.ofLiteral(address).getAddress();
        // An IPv4 address in IPv6 notation is read as what it is.
        int written = bytes.length == 4 && address.indexOf(':') >= 0 ? 96 : 0;
        int length = bits == null || bits.isEmpty() ? bytes.length * 8 : Integer.parseInt(bits.substring(1)) - written;
        if (length < 0 || length > bytes.length * 8) {
            throw new IllegalArgumentException(bits);
        }
        return new Range(bytes, length);
    }

    private static int port(String text, @Nullable String port) {
        int number = port == null ? 0 : Integer.parseInt(port);
        if (port != null && (number < 1 || number > 65535)) {
            throw wrong(text);
        }
        return number;
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(text + " (expected: an address range such as 10.1.0.0/16, or a host such as"
                + " db.internal, *.db.internal or db.internal:443)");
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
