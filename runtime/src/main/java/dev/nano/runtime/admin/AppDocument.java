package dev.nano.runtime.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nano.runtime.app.AppSpec;
import dev.nano.runtime.app.Hostname;
import dev.nano.runtime.app.Origin;
import dev.nano.runtime.config.AppDefaults;
import dev.nano.runtime.config.AppReader;
import dev.nano.runtime.config.Fields;
import dev.nano.runtime.config.Problem;
import dev.nano.runtime.text.Excerpt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One app as a client declares it.
 *
 * @param json the declaration
 * @param at where it stands in the body, empty for the whole body
 */
record AppDocument(JsonNode json, String at) {

    /** A declaration without a mistake, or its mistakes. */
    sealed interface Reading {
        record App(AppSpec spec) implements Reading {}

        /**
         * The app of this host as the runtime has it already, if it has this digest.
         *
         * @param quarantined why its code is not to be loaded, or null
         */
        record Known(String host, String digest, @Nullable String quarantined) implements Reading {}

        /** @param problems never empty */
        record Wrong(List<String> problems) implements Reading {}
    }

    /**
     * The app that is declared by the body of a call.
     *
     * @param hostname what the body may leave out; null when it may not
     * @param appsFolder what {@code path} is relative to, or null when there is no such folder
     * @throws AdminError 400 with everything that is wrong with it
     */
    static AppSpec spec(ObjectNode body, @Nullable String hostname, @Nullable Path appsFolder) throws AdminError {
        if (hostname != null && !body.hasNonNull("hostname")) {
            body.put("hostname", hostname);
        }
        return new AppDocument(body, "").spec(appsFolder);
    }

    /** @throws AdminError 400 with everything that is wrong with it */
    AppSpec spec(@Nullable Path appsFolder) throws AdminError {
        return switch (read(appsFolder)) {
            case Reading.App app -> app.spec();
            case Reading.Known _ -> throw AdminError.invalid("files: missing, and no path (expected: the app's code)");
            case Reading.Wrong wrong -> throw AdminError.invalid(wrong.problems());
        };
    }

    /** @param appsFolder what {@code path} is relative to, or null when there is no such folder */
    Reading read(@Nullable Path appsFolder) {
        List<Problem> problems = new ArrayList<>();
        var fields = new Fields(json, at, problems);
        Reading reading = isReference() ? reference(fields) : app(fields, appsFolder);
        fields.end();
        return problems.isEmpty() && reading != null
                ? reading
                : new Reading.Wrong(problems.stream().map(Problem::toString).toList());
    }

    private boolean isReference() {
        return json.hasNonNull("digest") && !json.has("files") && !json.has("path");
    }

    private static @Nullable Reading reference(Fields fields) {
        String hostname = fields.requiredString("hostname");
        String digest = fields.requiredString("digest");
        String quarantined = quarantined(fields);
        return hostname == null || digest == null
                ? null
                : new Reading.Known(Hostname.normalize(hostname), digest, quarantined);
    }

    private static @Nullable Reading app(Fields fields, @Nullable Path appsFolder) {
        AppSpec spec = new AppReader(AppDefaults.NONE, new PushedCode(appsFolder), Origin.ADMIN).read(fields);
        String digest = fields.string("digest");
        String quarantined = quarantined(fields);
        if (spec == null) {
            return null;
        }
        if (digest != null && !digest.equals(spec.digest())) {
            fields.problem("digest", digest + " (expected: " + spec.digest() + ", as the other fields give it)");
        }
        return new Reading.App(spec.withQuarantined(quarantined));
    }

    /** Why the code of an app is not to be loaded, or null. */
    static @Nullable String quarantined(Fields fields) {
        String reason = fields.string("quarantined");
        return reason == null ? null : Excerpt.of(reason, Excerpt.MESSAGE);
    }

    /** The hostname that identifies the app, also when the rest is wrong; null when it cannot be told. */
    @Nullable
    String host() {
        JsonNode hostname = json.hasNonNull("hostname") ? json.get("hostname") : json.path("name");
        JsonNode first = hostname.isArray() ? hostname.path(0) : hostname;
        return first.isTextual() && Hostname.isValid(first.textValue()) ? Hostname.normalize(first.textValue()) : null;
    }
}
