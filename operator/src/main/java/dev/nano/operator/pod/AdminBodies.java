package dev.nano.operator.pod;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;

/**
 * What pods answer, read as it comes: neither the length of a body nor that of a text in it decides how much memory it takes.
 * Nothing is ever unpacked: no request says that it may be packed.
 */
final class AdminBodies {

    /** More than 10,000 apps with 2,000 bytes of error each. */
    private static final long LONGEST = 64L << 20;

    private static final long LONGEST_SMALL = 1L << 20;
    /** More than a {@link Problem} keeps. */
    private static final int LONGEST_STRING = 4_096;

    private static final int MOST_APPS = 50_000;

    private static final JsonMapper JSON = new JsonMapper();
    private static final JsonFactory FACTORY = JSON.getFactory();

    private AdminBodies() {}

    /** A body that is known to be small. */
    static JsonNode small(InputStream body) throws IOException {
        try (var cut = new CutStrings(body, LONGEST_STRING, LONGEST, LONGEST_SMALL)) {
            JsonNode tree = JSON.readTree(cut);
            return tree == null ? JSON.createObjectNode() : tree;
        }
    }

    /** By first hostname. */
    static Map<String, Served> apps(InputStream body) throws IOException {
        Map<String, Served> served = new HashMap<>();
        try (JsonParser json = open(body)) {
            if (!find(json, "apps")) {
                return served;
            }
            while (json.nextToken() == JsonToken.START_OBJECT) {
                JsonNode app = JSON.readTree(json);
                served.put(app.path("hostname").asText(), served(app));
                if (served.size() > MOST_APPS) {
                    throw new IOException("the pod names more than " + MOST_APPS + " apps");
                }
            }
        }
        return served;
    }

    private static Served served(JsonNode app) {
        String state = app.path("state").asText();
        JsonNode error = app.path("error");
        boolean isQuarantined = state.equals(Problem.QUARANTINED);
        String message = error.path("message").asText();
        return new Served(
                app.path("name").asText(),
                app.path("digest").asText(),
                app.path("source").asText().equals("admin"),
                state.equals("loading"),
                isQuarantined || error.isObject()
                        ? new Problem(
                                isQuarantined ? Problem.QUARANTINED : Problem.LOAD_FAILED,
                                isQuarantined ? reason(message) : message)
                        : null);
    }

    /** Without what the pod says of lifting it there: it is the status that tells how to lift it everywhere. */
    private static String reason(String message) {
        String reason = message.replaceFirst("^quarantined: ", "").replaceFirst("; it is not loaded until .*", "");
        return reason.isBlank() ? "a thread got stuck in it" : reason;
    }

    /** Whether an array has no element, or is not there. */
    static boolean isEmpty(InputStream body, String array) throws IOException {
        try (JsonParser json = open(body)) {
            return !find(json, array) || json.nextToken() == JsonToken.END_ARRAY;
        }
    }

    private static JsonParser open(InputStream body) throws IOException {
        return FACTORY.createParser(new CutStrings(body, LONGEST_STRING, LONGEST, LONGEST));
    }

    /** Reads as far as into the array of that name in the outermost object. */
    private static boolean find(JsonParser json, String array) throws IOException {
        json.nextToken();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            boolean isIt = json.currentName().equals(array);
            if (json.nextToken() == JsonToken.START_ARRAY && isIt) {
                return true;
            }
            json.skipChildren();
        }
        return false;
    }
}
