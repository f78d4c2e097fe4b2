package dev.nano.runtime.app;

import dev.nano.runtime.isolate.LoadException;

/** What became of an {@link AppChange}. */
public sealed interface ChangeResult {

    /** The hostname that identifies the app. */
    String host();

    /** The app answers now, for the first time. */
    record Added(String host, String digest) implements ChangeResult {}

    /**
     * A new version answers now; no request was dropped.
     *
     * @param oldVersion what was loaded from disk (see {@link dev.nano.runtime.isolate.AppCode#version}), which digests do not
     *     cover; empty when nothing was
     * @param newVersion the same of the new version
     */
    record Replaced(String host, String oldDigest, String newDigest, String oldVersion, String newVersion)
            implements ChangeResult {}

    /** No longer in the table; requests that were running are finished. */
    record Removed(String host, String digest) implements ChangeResult {}

    /** Nothing to do. */
    record Unchanged(String host, String digest) implements ChangeResult {}

    /** The code does not load; an older version, if there is one, keeps serving. */
    record NotLoaded(String host, LoadException problem) implements ChangeResult {}

    /** A hostname of the app belongs to another app. */
    record HostnameTaken(String host, String hostname, String ownerName) implements ChangeResult {}

    /** There is no such app of this origin. */
    record NotFound(String host) implements ChangeResult {}

    /** A newer change to the same host overtook this one and decides. */
    record Superseded(String host) implements ChangeResult {}

    /** Whether the table is now as the change wanted it. */
    default boolean succeeded() {
        return switch (this) {
            case Added _, Replaced _, Removed _, Unchanged _ -> true;
            case NotLoaded _, HostnameTaken _, NotFound _, Superseded _ -> false;
        };
    }
}
