package dev.nano.runtime.net;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A block of addresses of one family; a single address is a block with all its bits.
 *
 * @param prefix an address of the block, 4 or 16 bytes
 * @param bits how many leading bits the addresses of the block share
 */
public record Cidr(byte[] prefix, int bits) {

    /** @throws IllegalArgumentException when the text is neither an address nor a block */
    public static Cidr of(String text) {
        Cidr block = parse(text);
        if (block == null) {
            throw new IllegalArgumentException(text + " (expected: an address or a CIDR block)");
        }
        return block;
    }

    /** {@code 10.1.0.0/16}, {@code 10.1.2.3}, {@code fd00::/8}; null when it is none of these. */
    public static @Nullable Cidr parse(String text) {
        int slash = text.indexOf('/');
        byte[] prefix = address(slash < 0 ? text : text.substring(0, slash));
        if (prefix == null) {
            return null;
        }
        // An IPv4 address in IPv6 notation is read as what it is.
        int mapped = prefix.length == 4 && text.indexOf(':') >= 0 ? 96 : 0;
        int bits = slash < 0 ? prefix.length * 8 : bits(text.substring(slash + 1)) - mapped;
        return bits < 0 || bits > prefix.length * 8 ? null : new Cidr(prefix, bits);
    }

    /** A numeric address in full: Java takes 10.1 for 10.0.0.1, others take it for something else. */
    private static byte @Nullable [] address(String text) {
        boolean isInFull = text.indexOf(':') >= 0
                ? text.indexOf('%') < 0 && text.indexOf('[') < 0
                : text.matches("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
        if (!isInFull) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(text).getAddress();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static int bits(String text) {
        return text.matches("0|[1-9][0-9]{0,2}") ? Integer.parseInt(text) : -1;
    }

    /** @param address 4 or 16 bytes; an address of the other family is in no block */
    public boolean contains(byte[] address) {
        if (address.length != prefix.length) {
            return false;
        }
        int whole = bits / 8;
        for (int i = 0; i < whole; i++) {
            if (address[i] != prefix[i]) {
                return false;
            }
        }
        int rest = bits % 8;
        return rest == 0 || ((address[whole] ^ prefix[whole]) & 0xff) >>> (8 - rest) == 0;
    }
}
