package dev.nano.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Where a value comes from: exactly one of the two is not null. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "has(self.secretKeyRef) != has(self.configMapKeyRef)",
        message = "set exactly one of secretKeyRef and configMapKeyRef")
public record EnvVarSource(
        @JsonPropertyDescription(
                "A key of a Secret in the NanoApp's namespace; when its value changes, so does the app's.")
        @Nullable
        KeyRef secretKeyRef,

        @JsonPropertyDescription(
                "A key of a ConfigMap in the NanoApp's namespace; when its value changes, so does the app's.")
        @Nullable
        KeyRef configMapKeyRef) {}
