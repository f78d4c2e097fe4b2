package dev.nano.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** One key of a Secret or ConfigMap. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record KeyRef(
        @Required
        @Size(min = 1, max = 253)
        @Pattern(Rules.OBJECT_NAME)
        @ValidationRule(value = "self.matches(r'" + Rules.OBJECT_NAME + "')", message = Rules.OBJECT_NAME_MESSAGE)
        @JsonPropertyDescription("The name of the object, which has to be in the NanoApp's namespace.")
        String name,

        @Required
        @Size(min = 1, max = 253)
        @Pattern(Rules.DATA_KEY)
        @ValidationRule(value = "self.matches(r'" + Rules.DATA_KEY + "')", message = Rules.DATA_KEY_MESSAGE)
        @JsonPropertyDescription("The key in the object's data.")
        String key) {}
