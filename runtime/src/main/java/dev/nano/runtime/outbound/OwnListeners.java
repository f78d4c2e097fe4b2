package dev.nano.runtime.outbound;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;

/** The ports that this process listens on, at each address of this machine. No app reaches them from within. */
public final class OwnListeners {

    private final Set<Integer> ports = new CopyOnWriteArraySet<>();

    /** @param listener where the process listens */
    public void add(InetSocketAddress listener) {
        ports.add(listener.getPort());
    }

    boolean contains(InetSocketAddress address) {
        if (!ports.contains(address.getPort())) {
            return false;
        }
        byte[] bytes = address.getAddress().getAddress();
        return isOfThisMachine(bytes) || DeniedRange.embedded(bytes).stream().anyMatch(OwnListeners::isOfThisMachine);
    }

    private static boolean isOfThisMachine(byte[] bytes) {
        DeniedRange range = DeniedRange.of(bytes);
        if (range == DeniedRange.LOOPBACK || range == DeniedRange.UNSPECIFIED) {
            return true;
        }
        try {
            return NetworkInterface.getByInetAddress(InetAddress.getByAddress(bytes)) != null;
        } catch (SocketException | UnknownHostException e) {
            // It cannot be told, so rather not.
            return true;
        }
    }
}
