package dev.nano.runtime.admin;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Percent-decoding of paths and queries. */
final class Query {

    private Query() {}

    /** The first value of a parameter, or null when the URL has none of that name. */
    static @Nullable String parameter(String url, String name) throws AdminError {
        int question = url.indexOf('?');
        if (question < 0) {
            return null;
        }
        for (String pair : url.substring(question + 1).split("&", -1)) {
            int equals = pair.indexOf('=');
            String key = equals < 0 ? pair : pair.substring(0, equals);
            if (decode(key).equals(name)) {
                return equals < 0 ? "" : decode(pair.substring(equals + 1));
            }
        }
        return null;
    }

    /** Decodes a segment of a path, in which {@code +} means itself. */
    static String segment(String raw) throws AdminError {
        return decode(raw.replace("+", "%2B"));
    }

    private static String decode(String raw) throws AdminError {
        try {
            return URLDecoder.decode(raw, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw AdminError.invalid("url: " + raw + " (expected: percent-encoding as %41)");
        }
    }
}
