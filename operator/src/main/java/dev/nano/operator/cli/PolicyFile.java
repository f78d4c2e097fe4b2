package dev.nano.operator.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.nano.operator.desired.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file of the policy:
 *
 * <pre>
 * rules:
 *   - namespaces: [team-a]            # or matchLabels: { team: a }; with both, both have to match
 *     hostnames: ["*.a.example.com"]
 *     wildcards: true
 *     paths: [/shared]
 *     limits: { apps: 20, totalMemory: 2Gi, totalCode: 10Mi, code: 1Mi, timeout: 30s, memory: 256Mi, cpu: 2s, egress: [] }
 * </pre>
 *
 * A file without {@code rules} is no policy, one with an empty list of them allows nothing.
 */
record PolicyFile(@Nullable List<Policy.Rule> rules) {

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** @throws IOException when it cannot be read, or says what a policy cannot say */
    static Policy read(Path file) throws IOException {
        String text = Files.readString(file);
        try {
            PolicyFile content = text.isBlank() ? null : YAML.readValue(text, PolicyFile.class);
            return content == null || content.rules() == null ? Policy.ALLOW_ALL : new Policy(content.rules());
        } catch (JsonProcessingException e) {
            throw new IOException(file + ": " + message(e), e);
        }
    }

    /** What a rule itself says of its values is enough. */
    private static @Nullable String message(JsonProcessingException problem) {
        return problem.getCause() instanceof IllegalArgumentException value
                ? value.getMessage()
                : problem.getOriginalMessage();
    }
}
