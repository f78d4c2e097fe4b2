package dev.nano.runtime.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * Who is at the other end of a connection, as the socket knows it.
 *
 * @param address numeric
 * @param trusted whether its {@code X-Forwarded-*} headers count
 * @param scheme {@code http} or {@code https}
 * @param localAuthority host and port that the client reached, for requests that name none
 */
record Peer(String address, boolean trusted, String scheme, String localAuthority) {

    static Peer of(SocketAddress remote, SocketAddress local, TrustedProxies proxies, boolean tls) {
        InetAddress address =
                remote instanceof InetSocketAddress inet ? inet.getAddress() : InetAddress.getLoopbackAddress();
        String localAuthority =
                local instanceof InetSocketAddress inet ? authority(inet.getAddress(), inet.getPort()) : "localhost";
        return new Peer(address.getHostAddress(), proxies.contains(address), tls ? "https" : "http", localAuthority);
    }

    private static String authority(InetAddress address, int port) {
        String host = address.getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
