package dev.nano.runtime.isolate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * What polling compares to notice that a file changed. The file's real path is part of it, because a Kubernetes
 * ConfigMap volume changes by swapping a symlink of a parent folder.
 *
 * @param modifiedNanos mtime in nanoseconds since 1970, 0 when the file is missing
 * @param size bytes, -1 when the file is missing
 * @param realPath where the file really lies; empty when missing
 */
public record FileStamp(long modifiedNanos, long size, String realPath) {

    /** The file is not there, or cannot be read. */
    public static final FileStamp MISSING = new FileStamp(0, -1, "");

    /** Looks at the file now; never throws. */
    public static FileStamp of(Path file) {
        try {
            Path real = file.toRealPath();
            BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
            var modified = attributes.lastModifiedTime().toInstant();
            long nanos = modified.getEpochSecond() * 1_000_000_000L + modified.getNano();
            return new FileStamp(nanos, attributes.isDirectory() ? -2 : attributes.size(), real.toString());
        } catch (IOException | SecurityException e) {
            return MISSING;
        }
    }
}
