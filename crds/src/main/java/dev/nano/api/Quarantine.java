package dev.nano.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** An app whose code got a thread of a runtime stuck. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Quarantine(
        @JsonPropertyDescription("The digest of the app that is refused, as in status.digest.")
        String digest,

        @JsonPropertyDescription("What the runtime pod said that found it.")
        String reason,

        @JsonPropertyDescription("When the operator learned of it.")
        String since) {

    /** The annotation of a NanoApp that lifts the quarantine of the digest that it names. */
    public static final String LIFT = "nano.dev/lift-quarantine";
}
