package dev.nano.operator.desired;

/** Whether pods run the code of an app that may have got a thread stuck. */
public sealed interface Containment {

    Containment NONE = new Run();

    /** Nothing is known against it. */
    record Run() implements Containment {}

    /**
     * A pod found a thread stuck in it: no pod runs it.
     *
     * @param reason in the words of the runtime
     * @param since when the operator learned of it, as Kubernetes writes times
     * @param isLiftUsed whether the annotation that lifts it has done so already: it has to be set anew
     */
    record Quarantined(String reason, String since, boolean isLiftUsed) implements Containment {}

    /**
     * It was quarantined, and a user has lifted that: pods that still refuse it are told.
     *
     * @param isLiftUsed as above
     */
    record Lifted(boolean isLiftUsed) implements Containment {}
}
