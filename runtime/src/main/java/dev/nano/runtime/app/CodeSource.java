package dev.nano.runtime.app;

import java.nio.file.Path;
import java.util.SortedMap;

/** Where the code of an app comes from. */
public sealed interface CodeSource {

    /**
     * A directory on disk with an {@code index.js}; edits of the files that the app loads replace the app.
     *
     * @param declared the path as whoever declared the app knows it; the digest is over this one, so that it does not
     *     depend on where a process has its folder of apps
     */
    record Directory(Path path, String declared) implements CodeSource {
        public Directory(Path path) {
            this(path, path.toString());
        }
    }

    /** Files by relative path with forward slashes, sent to the admin API; {@code index.js} is among them. */
    record Files(SortedMap<String, byte[]> byPath) implements CodeSource {}
}
