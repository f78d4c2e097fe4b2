package dev.nano.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** One entry of the app's {@code env}: exactly one of {@code value} and {@code valueFrom} is not null. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "has(self.value) != has(self.valueFrom)",
        message = "set exactly one of value and valueFrom; an empty value is written as value: \"\"")
public record EnvVar(
        @Required
        @Size(min = 1, max = 253)
        @Pattern(Rules.ENV_NAME)
        @ValidationRule(value = "self.matches(r'" + Rules.ENV_NAME + "')", message = Rules.ENV_NAME_MESSAGE)
        @JsonPropertyDescription("The name: letters, digits and underscores, not beginning with a digit.")
        String name,

        @Size(max = 131_072)
        @JsonPropertyDescription(
                "The value, for everyone to read who may read the NanoApp. Exactly one of value and valueFrom has to"
                        + " be set.")
        @Nullable
        String value,

        @JsonPropertyDescription("Where the value comes from. Exactly one of value and valueFrom has to be set.")
        @Nullable
        EnvVarSource valueFrom) {

    /** Leaves out the value: users put secrets there all the same. */
    @Override
    public String toString() {
        return "EnvVar[name=" + name + (valueFrom == null ? "" : ", valueFrom=" + valueFrom) + "]";
    }
}
