package dev.nano.runtime.isolate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * What polling compares to notice that a file changed. The file's identity is part of it, because a Kubernetes ConfigMap
 * volume changes by swapping a symlink of a parent folder. One system call: with 10,000 apps there are many of them.
 *
 * @param modifiedNanos mtime in nanoseconds since 1970, 0 when the file is missing
 * @param size bytes, -1 when the file is missing, -2 for a directory
 * @param identity device and inode; empty when the file is missing or the file system has none
 */
public record FileStamp(long modifiedNanos, long size, String identity) {

    /** The file is not there, or cannot be read. */
    public static final FileStamp MISSING = new FileStamp(0, -1, "");

    /** Looks at the file now, at the end of all links; never throws. */
    public static FileStamp of(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            var modified = attributes.lastModifiedTime().toInstant();
            long nanos = modified.getEpochSecond() * 1_000_000_000L + modified.getNano();
            Object key = attributes.fileKey();
            return new FileStamp(
                    nanos, attributes.isDirectory() ? -2 : attributes.size(), key == null ? "" : key.toString());
        } catch (IOException | SecurityException e) {
            return MISSING;
        }
    }
}
