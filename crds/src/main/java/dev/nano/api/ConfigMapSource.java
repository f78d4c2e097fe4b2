package dev.nano.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A ConfigMap that holds code. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ConfigMapSource(
        @Required
        @Size(min = 1, max = 253)
        @Pattern(Rules.OBJECT_NAME)
        @ValidationRule(value = "self.matches(r'" + Rules.OBJECT_NAME + "')", message = Rules.OBJECT_NAME_MESSAGE)
        @JsonPropertyDescription("The name of a ConfigMap in the NanoApp's namespace.")
        String name) {}
