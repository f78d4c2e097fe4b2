package dev.nano.runtime.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeniedRangeTest {

    private static final String[] IPV4 = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.127.255.255",
        "100.100.100.200",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.168.0.1",
        "192.168.255.255",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255"
    };
    private static final String[] PUBLIC_IPV4 = {
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255"
    };

    private static DeniedRange range(String literal) {
        return DeniedRange.of(InetAddress.ofLiteral(literal).getAddress());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "::",
                "::1",
                "fe80::1",
                "febf::1",
                "fec0::1",
                "fc00::1",
                "fdff::1",
                "fd00:ec2::254",
                "ff02::1",
                "64:ff9b:1::1",
                "100::1",
                "2001:db8::1",
                "3fff::1"
            })
    void ipv6AddressesThatAreNotPublicAreDenied(String literal) {
        assertThat(range(literal)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2606:4700::1111", "2a00::1", "fb00::1", "2003::1", "64:ff9c::1"})
    void publicIpv6AddressesAreNotDenied(String literal) {
        assertThat(range(literal)).isNull();
    }

    @Test
    void ipv4AddressesAreDeniedInEveryEmbedding() throws UnknownHostException {
        for (String literal : IPV4) {
            assertThat(range(literal)).as(literal).isNotNull();
            for (byte[] embedding : embeddings(literal)) {
                assertThat(DeniedRange.of(embedding)).as(name(embedding)).isNotNull();
            }
        }
    }

    @Test
    void publicIpv4AddressesAreNot() throws UnknownHostException {
        for (String literal : PUBLIC_IPV4) {
            assertThat(range(literal)).as(literal).isNull();
            for (byte[] embedding : embeddings(literal)) {
                assertThat(DeniedRange.of(embedding)).as(name(embedding)).isNull();
            }
        }
    }

    /** As bytes, because Java makes an IPv4 address of the mapped one. */
    private static byte[][] embeddings(String literal) throws UnknownHostException {
        byte[] v4 = InetAddress.ofLiteral(literal).getAddress();
        byte[] inverted = {(byte) ~v4[0], (byte) ~v4[1], (byte) ~v4[2], (byte) ~v4[3]};
        byte[] teredo = at("2001:0:101:101::", 12, inverted);
        return new byte[][] {
            at("::", 12, v4),
            at("::fffe:0:0", 12, v4, 10, new byte[] {-1, -1}),
            at("::ffff:0:0:0", 12, v4),
            at("64:ff9b::", 12, v4),
            at("2002::", 2, v4),
            teredo,
            at("2001::fefe:fefe", 4, v4),
            at("2606:4700::5efe:0:0", 12, v4, 8, new byte[] {0, 0, 0x5e, -2}),
        };
    }

    private static byte[] at(String base, Object... parts) {
        byte[] address = InetAddress.ofLiteral(base).getAddress();
        for (int i = 0; i < parts.length; i += 2) {
            byte[] part = (byte[]) parts[i + 1];
            System.arraycopy(part, 0, address, (int) parts[i], part.length);
        }
        return address;
    }

    private static String name(byte[] address) throws UnknownHostException {
        return Inet6Address.getByAddress(null, address, -1).getHostAddress() + " " + Arrays.toString(address);
    }
}
