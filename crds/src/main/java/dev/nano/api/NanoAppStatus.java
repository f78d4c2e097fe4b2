package dev.nano.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operator has seen. Everything is null until it is known. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record NanoAppStatus(
        @JsonPropertyDescription("The metadata.generation that the rest of the status speaks of.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription(
                "Accepted: the NanoApp is valid and has its hostname. Programmed: the runtime pods have loaded the"
                        + " code. Ready: every ready runtime pod serves it as it is declared.")
        List<Condition> conditions,

        @JsonPropertyDescription("Where the app answers.") @Nullable
        String url,

        @JsonPropertyDescription(
                "sha256: and 64 hex digits over all that is declared, code and values included; equal digests mean"
                        + " equal apps. Values of Secrets cannot be guessed from it.")
        @Nullable
        String digest,

        @JsonPropertyDescription("Where the code comes from, in short: path/shop, inline or configmap/shop-code.")
        @Nullable
        String source,

        @Min(0) @JsonPropertyDescription("How many ready runtime pods there are.") @Nullable
        Integer pods,

        @Min(0) @JsonPropertyDescription("How many of them serve the app as it is declared.") @Nullable
        Integer readyPods,

        @JsonPropertyDescription("readyPods and pods for people: 3/3.") @Nullable
        String podsReady,

        @JsonPropertyDescription(
                "The code that got a thread of a runtime pod stuck; no pod runs it until it changes or is lifted.")
        @Nullable
        Quarantine quarantine,

        @JsonPropertyDescription(
                "The digest that the annotation nano.dev/lift-quarantine has lifted; while the annotation stays as it"
                        + " is, it lifts nothing more.")
        @Nullable
        String liftedQuarantine) {

    public NanoAppStatus {
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
    }
}
