package dev.nano.runtime.app;

/** One wish to change the table. */
public sealed interface AppChange {

    /** The hostname that identifies the app to change. */
    String host();

    /** Adds the app; refused when its hostname is taken, be it by an app of the same origin. */
    record Add(AppSpec spec) implements AppChange {
        @Override
        public String host() {
            return spec.host();
        }
    }

    /** Adds the app or replaces the one of the same origin and host; unchanged when the digests are equal. */
    record Put(AppSpec spec) implements AppChange {
        @Override
        public String host() {
            return spec.host();
        }
    }

    /** As {@link Put}, but an app that is new may be loaded later: see {@link Apps#loadUnloaded}. */
    record PutUnloaded(AppSpec spec) implements AppChange {
        @Override
        public String host() {
            return spec.host();
        }
    }

    /**
     * Leaves the app as it is, be it loaded or not: whoever wants this knows it by its digest alone. As {@link Put} when another
     * change has come in between.
     */
    record Keep(AppSpec spec) implements AppChange {
        @Override
        public String host() {
            return spec.host();
        }
    }

    /** Loads the code of an app again although what was declared is the same, because its files changed. */
    record Reload(String host) implements AppChange {}

    /** Removes the app of this origin. */
    record Remove(Origin origin, String host) implements AppChange {}
}
