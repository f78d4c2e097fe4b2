package dev.nano.runtime.web;

import dev.nano.runtime.exchange.Exchange;

/**
 * The URLs of incoming requests as the standard writes them: HTTP takes more hosts and paths than there are in URLs. Used on
 * the isolate's thread. An app is asked for by few names, so the last one is remembered.
 */
final class RequestUrls {

    private String lastGood = "";

    /** Whether the host that the request names can be the host of a URL. */
    boolean hasHostOfUrl(Exchange exchange) {
        String authority = exchange.authority();
        if (authority.equals(lastGood)) {
            return true;
        }
        boolean isGood = authority.isEmpty() || UrlParser.parse("http://" + authority + "/", null) != null;
        if (isGood) {
            lastGood = authority;
        }
        return isGood;
    }

    /** What {@code new URL(url).href} is. */
    static String normal(String url) {
        UrlRecord parsed = UrlParser.parse(url, null);
        return parsed == null ? url : parsed.href();
    }
}
