package dev.nano.runtime.config;

import dev.nano.runtime.isolate.FileStamp;
import java.nio.file.Path;

/** What a file looked like just before it was read or looked for. */
public record SeenFile(Path path, FileStamp stamp) {

    /** Looks at the file now. */
    static SeenFile now(Path path) {
        return new SeenFile(path, FileStamp.of(path));
    }

    boolean hasChanged() {
        return !FileStamp.of(path).equals(stamp);
    }
}
