package dev.nano.runtime.http;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * What the proxies in front say about a request. Each proxy appends to the lists, so the end of a list is what the
 * trusted one at the other end of the connection says itself, and the start is what anybody may have made up.
 */
record Forwarded(
        String clientAddress, String scheme, @Nullable String authority) {

    static Forwarded of(RequestHead head, Peer peer, TrustedProxies proxies) {
        String scheme = lastItem(head.last("x-forwarded-proto"));
        String authority = lastItem(head.last("x-forwarded-host"));
        return new Forwarded(
                clientAddress(head.headers(), peer, proxies),
                "https".equalsIgnoreCase(scheme) ? "https" : "http".equalsIgnoreCase(scheme) ? "http" : peer.scheme(),
                isAuthority(authority) ? authority : null);
    }

    /** Goes from the nearest hop outwards and stops at the first that is not one of ours. */
    private static String clientAddress(String[] headers, Peer peer, TrustedProxies proxies) {
        String client = peer.address();
        for (int i = headers.length - 2; i >= 0; i -= 2) {
            if (!headers[i].equals("x-forwarded-for")) {
                continue;
            }
            String[] hops = headers[i + 1].split(",", -1);
            for (int hop = hops.length - 1; hop >= 0; hop--) {
                InetAddress address = TrustedProxies.address(hops[hop]);
                if (address == null) {
                    return client;
                }
                client = address.getHostAddress();
                if (!proxies.contains(address)) {
                    return client;
                }
            }
        }
        return client;
    }

    private static @Nullable String lastItem(@Nullable String list) {
        return list == null ? null : list.substring(list.lastIndexOf(',') + 1).strip();
    }

    private static boolean isAuthority(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return false;
        }
        try {
            RequestTarget.checkAuthority("x-forwarded-host", text);
            return true;
        } catch (BadRequest e) {
            return false;
        }
    }
}
