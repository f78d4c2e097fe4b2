package dev.nano.runtime.app;

import java.nio.file.Path;
import java.util.SortedMap;

/** Where the code of an app comes from. */
public sealed interface CodeSource {

    /** A directory on disk with an {@code index.js}; edits of the files that the app loads replace the app. */
    record Directory(Path path) implements CodeSource {}

    /** Files by relative path with forward slashes, sent to the admin API; {@code index.js} is among them. */
    record Files(SortedMap<String, byte[]> byPath) implements CodeSource {}
}
