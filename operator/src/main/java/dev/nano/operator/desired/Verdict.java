package dev.nano.operator.desired;

import org.jspecify.annotations.Nullable;

/** What became of one NanoApp in a {@link DesiredSet}. */
public sealed interface Verdict {

    Version of();

    /**
     * The state of a NanoApp that a verdict speaks of.
     *
     * @param uid changes when a NanoApp is deleted and made again
     */
    record Version(String uid, long generation) {}

    /** It is valid, has its hostname and its code: every pod should serve it. */
    record Accepted(Version of, DesiredApp app) implements Verdict {}

    /**
     * It may not be served as it is declared.
     *
     * @param previous what is served for it all the same, because it was right before; null when nothing is
     */
    record Rejected(
            Version of,
            Reason reason,
            String message,
            @Nullable DesiredApp previous) implements Verdict {}

    /** A source has not been read yet; soon there is another verdict. */
    record Pending(Version of) implements Verdict {}
}
