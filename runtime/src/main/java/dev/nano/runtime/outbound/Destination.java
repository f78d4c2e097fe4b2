package dev.nano.runtime.outbound;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import reactor.netty.transport.AddressUtils;

/**
 * Where a request goes.
 *
 * @param origin host and port as they were asked for, not resolved
 * @param name the same for people
 */
public record Destination(InetSocketAddress origin, String name) {

    private static final Pattern URL =
            Pattern.compile("(https?)://(?:[^/?#@]*@)?(\\[[0-9a-f:.]+]|[^/?#@:\\[\\]]+)(?::([0-9]{1,5}))?(?:[/?#].*)?");

    /**
     * @param url as the URL standard serializes it
     * @throws IllegalArgumentException when it is no http or https URL
     */
    public static Destination of(String url) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            throw new IllegalArgumentException("url: not usable (expected: an http or https URL)");
        }
        String host = parts.group(2);
        int port = parts.group(3) != null
                ? Integer.parseInt(parts.group(3))
                : parts.group(1).equals("https") ? 443 : 80;
        if (port > 65_535) {
            throw new IllegalArgumentException("url: port " + port + " (expected: 0 to 65535)");
        }
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return new Destination(AddressUtils.createUnresolved(bare, port), host + ":" + port);
    }
}
