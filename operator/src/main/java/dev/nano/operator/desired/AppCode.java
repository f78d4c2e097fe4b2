package dev.nano.operator.desired;

import java.util.SortedMap;

/** Where the code of an app is. */
public sealed interface AppCode {

    /** @param path relative to the runtime's folder for apps */
    record Directory(String path) implements AppCode {}

    /** @param byPath sorted, because the digest wants it so */
    record Files(SortedMap<String, AppFile> byPath) implements AppCode {}
}
