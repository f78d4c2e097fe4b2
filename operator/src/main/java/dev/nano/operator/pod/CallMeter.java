package dev.nano.operator.pod;

/** Counts calls to pods. May be called on any thread. */
public interface CallMeter {

    CallMeter NONE = (operation, outcome, nanos) -> {};

    /**
     * A call is over.
     *
     * @param operation {@code look}, {@code put}, {@code remove} or {@code retain}
     * @param outcome {@code ok}, {@code refused} or {@code failed}
     */
    void called(String operation, String outcome, long nanos);
}
