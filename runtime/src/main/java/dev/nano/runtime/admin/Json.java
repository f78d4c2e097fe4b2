package dev.nano.runtime.admin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nano.runtime.config.JsonReason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;

/** JSON in both directions. What comes in is bounded, because a few megabytes of brackets would become gigabytes. */
final class Json {

    private static final int DEEPEST = 16;
    /** Enough for 10,000 apps with dozens of fields each. */
    private static final long MOST_TOKENS = 2_000_000;

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxTokenCount(MOST_TOKENS)
                            .maxNameLength(4096)
                            .maxNumberLength(100)
                            .maxStringLength(BodyStream.LARGEST)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    // Names are file names and variables of clients: not worth keeping for ever.
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

    private Json() {}

    static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("an answer that is no JSON", e);
        }
    }

    /**
     * Reads a JSON object.
     *
     * @throws AdminError 400 when it is none, 413 when it is too large
     */
    static ObjectNode object(InputStream in) throws AdminError {
        try {
            return object(MAPPER.readTree(in));
        } catch (BodyStream.TooLarge e) {
            throw new AdminError(413, "body_too_large", String.valueOf(e.getMessage()));
        } catch (JsonProcessingException e) {
            throw AdminError.invalid("body: " + JsonReason.of(e) + place(e) + " (expected: a JSON object)");
        } catch (IOException e) {
            throw new AdminError(400, "bad_request", "the body did not arrive: " + e.getMessage());
        }
    }

    private static ObjectNode object(JsonNode document) throws AdminError {
        if (document instanceof ObjectNode object) {
            return object;
        }
        String found = document.isMissingNode()
                ? "nothing"
                : "a JSON " + document.getNodeType().name().toLowerCase(Locale.ROOT);
        throw AdminError.invalid("body: " + found + " (expected: a JSON object)");
    }

    private static String place(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
    }
}
