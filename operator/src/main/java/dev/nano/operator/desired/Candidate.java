package dev.nano.operator.desired;

import dev.nano.api.NanoApp;

/**
 * A NanoApp on its way into a {@link DesiredSet}.
 *
 * @param outcome what it would be served as, whoever has its hostname
 * @param isIncumbent whether it has its hostname already
 * @param isUnchanged whether it was accepted before just as it is declared now
 */
record Candidate(
        NanoApp app,
        AppKey key,
        Verdict.Version version,
        Allowance allowance,
        Outcome outcome,
        boolean isIncumbent,
        boolean isUnchanged) {

    /** What comes of reading a NanoApp and what it refers to. */
    sealed interface Outcome {

        record Resolved(DesiredApp app) implements Outcome {}

        /** The policy does not allow it: it takes part in nothing. */
        record Barred(Rejection rejection) implements Outcome {}

        /** Its source is missing or wrong: it has its hostname, and what was served for it stays. */
        record Unresolved(Rejection rejection) implements Outcome {}

        /** A source has not been read yet. */
        record NotYet() implements Outcome {}

        /** The operator does not understand it; the same holds. */
        record Failed(RuntimeException problem) implements Outcome {}
    }

    String hostname() {
        return app.getSpec().hostname();
    }

    String created() {
        String time = app.getMetadata().getCreationTimestamp();
        return time == null ? "" : time;
    }

    int memoryMb() {
        return outcome instanceof Outcome.Resolved(DesiredApp desired)
                ? desired.memoryMb()
                : DesiredApp.DEFAULT_MEMORY_MB;
    }

    long codeBytes() {
        return outcome instanceof Outcome.Resolved(DesiredApp desired) ? desired.codeBytes() : 0;
    }
}
