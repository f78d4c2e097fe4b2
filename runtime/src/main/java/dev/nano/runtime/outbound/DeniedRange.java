package dev.nano.runtime.outbound;

import dev.nano.runtime.net.Cidr;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The addresses that apps may not reach unless an egress rule allows it. */
enum DeniedRange {
    METADATA(
            "a metadata service",
            "169.254.169.254",
            "169.254.170.2",
            "169.254.170.23",
            "100.100.100.200",
            "168.63.129.16",
            "192.0.0.192",
            "fd00:ec2::254",
            "fd00:ec2::23",
            "fd20:ce::254"),
    UNSPECIFIED("this host", "0.0.0.0/8", "::/128"),
    LOOPBACK("a loopback address", "127.0.0.0/8", "::1/128"),
    LINK_LOCAL("a link-local address", "169.254.0.0/16", "fe80::/10"),
    PRIVATE("a private address", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fec0::/10"),
    SHARED("a carrier-grade NAT address", "100.64.0.0/10"),
    UNIQUE_LOCAL("a unique-local address", "fc00::/7"),
    MULTICAST("a multicast address", "224.0.0.0/4", "ff00::/8"),
    RESERVED(
            "a reserved address",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "240.0.0.0/4",
            "64:ff9b:1::/48",
            "100::/64",
            "2001:2::/48",
            "2001:10::/28",
            "2001:20::/28",
            "2001:db8::/32",
            "3fff::/20",
            "5f00::/16");

    /** Before the IPv4 address in the last four bytes: compatible, mapped, translated, NAT64. */
    private static final List<Cidr> EMBEDDING_AT_THE_END =
            List.of(Cidr.of("::/96"), mapped(), Cidr.of("::ffff:0:0:0/96"), Cidr.of("64:ff9b::/96"));

    private static final Cidr SIX_TO_FOUR = Cidr.of("2002::/16");
    private static final Cidr TEREDO = Cidr.of("2001::/32");

    private final String description;

    @SuppressWarnings("ImmutableEnumChecker") // what toList() makes never changes
    private final List<Cidr> blocks;

    DeniedRange(String description, String... blocks) {
        this.description = description;
        this.blocks = Arrays.stream(blocks).map(Cidr::of).toList();
    }

    private static Cidr mapped() {
        byte[] prefix = new byte[16];
        prefix[10] = prefix[11] = (byte) 0xff;
        return new Cidr(prefix, 96);
    }

    /** For people, for example {@code a loopback address}. */
    String description() {
        return description;
    }

    /** The range of an address, or of an IPv4 address that it embeds; null when any app may reach it. */
    static @Nullable DeniedRange of(byte[] address) {
        for (DeniedRange range : values()) {
            for (Cidr block : range.blocks) {
                if (block.contains(address)) {
                    return range;
                }
            }
        }
        return address.length == 4 ? null : ofEmbedded(address);
    }

    private static @Nullable DeniedRange ofEmbedded(byte[] address) {
        for (byte[] embedded : embedded(address)) {
            DeniedRange range = of(embedded);
            if (range != null) {
                return range;
            }
        }
        return null;
    }

    /** The IPv4 addresses that packets to this IPv6 address may end up at. */
    static List<byte[]> embedded(byte[] address) {
        if (address.length == 4) {
            return List.of();
        }
        if (SIX_TO_FOUR.contains(address)) {
            return List.of(Arrays.copyOfRange(address, 2, 6));
        }
        byte[] last = Arrays.copyOfRange(address, 12, 16);
        if (TEREDO.contains(address)) {
            byte[] client = new byte[4];
            for (int i = 0; i < 4; i++) {
                client[i] = (byte) ~last[i];
            }
            return List.of(Arrays.copyOfRange(address, 4, 8), client);
        }
        boolean isIsatap =
                (address[8] & 0xfd) == 0 && address[9] == 0 && address[10] == 0x5e && (address[11] & 0xff) == 0xfe;
        return isIsatap || EMBEDDING_AT_THE_END.stream().anyMatch(block -> block.contains(address))
                ? List.of(last)
                : List.of();
    }
}
