package dev.nano.runtime.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.nano.runtime.text.Excerpt;
import java.util.regex.Pattern;

/** Why a text is not JSON, for people. */
public final class JsonReason {

    /** Jackson quotes what it did not understand, which may be a secret. */
    private static final Pattern QUOTED = Pattern.compile("(?s)(Unrecognized token) '.*");

    private static final Pattern CHARACTER_CODE = Pattern.compile(" \\(code [^)]*\\)\\)");

    private JsonReason() {}

    /** Without the place, and without what it may not show. */
    public static String of(JsonProcessingException e) {
        String unquoted = QUOTED.matcher(Excerpt.of(e.getOriginalMessage(), 3 * Excerpt.QUOTED))
                .replaceFirst("$1");
        return CHARACTER_CODE.matcher(unquoted).replaceAll(")").replace("Duplicate field", "Duplicate key");
    }
}
