package dev.nano.runtime.app;

import dev.nano.runtime.code.StoredCode;
import java.nio.file.Path;
import java.util.SortedMap;

/** Where the code of an app comes from. */
public sealed interface CodeSource {

    /**
     * A directory on disk with an {@code index.js}; edits of the files that the app loads replace the app. Whether it is there
     * shows when it is loaded.
     *
     * @param declared the path as whoever declared the app knows it; the digest is over this one, so that it does not
     *     depend on where a process has its folder of apps
     * @param within where the directory has to lie, at the end of all links; {@code path} when it may be anywhere
     */
    record Directory(Path path, String declared, Path within) implements CodeSource {
        public Directory(Path path) {
            this(path, path.toString(), path);
        }
    }

    /** Files by relative path with forward slashes, sent to the admin API; {@code index.js} is among them. */
    record Files(SortedMap<String, byte[]> byPath) implements CodeSource {}

    /**
     * The same, out of the heap.
     *
     * @param pack a {@link dev.nano.runtime.code.FilePack}
     * @param digest of the app that declared it
     */
    record Stored(StoredCode pack, String digest) implements CodeSource {}
}
