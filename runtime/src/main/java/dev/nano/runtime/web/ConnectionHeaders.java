package dev.nano.runtime.web;

import java.util.Set;

/** Headers that say something about one connection, or that the client alone can know. */
final class ConnectionHeaders {

    private static final Set<String> CONNECTION = Set.of(
            "connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "expect");
    private static final Set<String> SET_BY_CLIENT = Set.of("host", "content-length");

    private ConnectionHeaders() {}

    /** @param name in lower case */
    static boolean isOne(String name) {
        return CONNECTION.contains(name);
    }

    /** Whether the client computes it from the request, whatever an app says. */
    static boolean isSetByClient(String name) {
        return SET_BY_CLIENT.contains(name);
    }
}
