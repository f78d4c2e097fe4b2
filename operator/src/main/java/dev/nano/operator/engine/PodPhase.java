package dev.nano.operator.engine;

/** How a pod does. */
public enum PodPhase {
    /** It has everything. */
    IN_STEP,
    /** It is being told. */
    SYNCING,
    /** It does not answer, or not as it should. */
    FAILING
}
