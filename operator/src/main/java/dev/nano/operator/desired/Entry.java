package dev.nano.operator.desired;

/** What a pod should do with one hostname. */
public sealed interface Entry {

    /** Serve exactly this. */
    record Serve(DesiredApp app) implements Entry {}

    /**
     * Go on as it is: what should be there is not known because a source is missing, or the hostname has just been given up.
     */
    record Keep() implements Entry {}
}
