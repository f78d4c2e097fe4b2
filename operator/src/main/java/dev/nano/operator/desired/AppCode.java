package dev.nano.operator.desired;

import java.util.SortedMap;

/** Where the code of an app is. */
public sealed interface AppCode {

    /** @param path relative to the runtime's folder for apps */
    record Directory(String path) implements AppCode {}

    /**
     * Files that pods are sent.
     *
     * @param byPath sorted, because the digest wants it so
     * @param bytes how large they are together
     */
    record Files(SortedMap<String, AppFile> byPath, long bytes) implements AppCode {

        static Files of(SortedMap<String, AppFile> byPath) {
            return new Files(
                    byPath, byPath.values().stream().mapToLong(AppFile::size).sum());
        }
    }
}
