package dev.nano.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A ConfigMap that holds code. */
public record ConfigMapSource(
        @Required
        @Size(min = 1, max = 253)
        @Pattern(Rules.OBJECT_NAME)
        @JsonPropertyDescription("The name of a ConfigMap in the NanoApp's namespace.")
        String name) {}
