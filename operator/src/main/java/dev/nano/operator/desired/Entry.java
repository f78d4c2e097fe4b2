package dev.nano.operator.desired;

import org.jspecify.annotations.Nullable;

/** What a pod should do with one hostname. */
public sealed interface Entry {

    /** Serve exactly this. */
    record Serve(DesiredApp app) implements Entry {}

    /**
     * Go on as it is, because what should be there is not known.
     *
     * @param owner whose app it has to be, such as a NanoApp whose source is missing: what another one has left there goes. Null
     *     for anybody's, when the hostname has just been given up
     */
    record Keep(@Nullable AppKey owner) implements Entry {

        /** Whether an app of this name may stay. */
        public boolean allows(String name) {
            return owner == null || owner.toString().equals(name);
        }
    }

    /** The NanoApp that it is about, or null. */
    default @Nullable AppKey about() {
        return switch (this) {
            case Serve(DesiredApp app) -> app.key();
            case Keep(@Nullable AppKey owner) -> owner;
        };
    }
}
