package dev.nano.runtime.isolate;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What polling compares to notice that a file changed. The file's identity is part of it, because a Kubernetes ConfigMap
 * volume changes by swapping a symlink of a parent folder. So is the ctime, where there is one: an edit in place may keep size
 * and mtime. One system call: with 10,000 apps there are many of them.
 *
 * @param modifiedNanos mtime in nanoseconds since 1970, 0 when the file is missing
 * @param changedNanos ctime in nanoseconds since 1970, which no program can set; 0 when the file is missing or the system has none
 * @param size bytes, -1 when the file is missing, -2 for a directory
 * @param identity device and inode; empty when the file is missing or the file system has none
 */
public record FileStamp(long modifiedNanos, long changedNanos, long size, String identity) {

    /** The file is not there, or cannot be read. */
    public static final FileStamp MISSING = new FileStamp(0, 0, -1, "");

    private static final boolean HAS_CTIME =
            FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

    /** Looks at the file now, at the end of all links; never throws. */
    public static FileStamp of(Path file) {
        try {
            return HAS_CTIME && file.getFileSystem().equals(FileSystems.getDefault()) ? unix(file) : basic(file);
        } catch (IOException | SecurityException e) {
            return MISSING;
        }
    }

    private static FileStamp unix(Path file) throws IOException {
        Map<String, Object> found = Files.readAttributes(file, "unix:lastModifiedTime,ctime,size,isDirectory,fileKey");
        return new FileStamp(
                nanos(found.get("lastModifiedTime")),
                nanos(found.get("ctime")),
                Boolean.TRUE.equals(found.get("isDirectory")) ? -2 : found.get("size") instanceof Long size ? size : 0,
                identity(found.get("fileKey")));
    }

    private static FileStamp basic(Path file) throws IOException {
        BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
        return new FileStamp(
                nanos(found.lastModifiedTime()), 0, found.isDirectory() ? -2 : found.size(), identity(found.fileKey()));
    }

    private static long nanos(@Nullable Object attribute) {
        if (!(attribute instanceof FileTime time)) {
            return 0;
        }
        Instant instant = time.toInstant();
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }

    private static String identity(@Nullable Object key) {
        return key == null ? "" : key.toString();
    }

    /** Whether nothing but the ctime is another: its links or permissions changed, or what is in it. */
    boolean differsOnlyInCtime(FileStamp other) {
        return modifiedNanos == other.modifiedNanos
                && changedNanos != other.changedNanos
                && size == other.size
                && identity.equals(other.identity);
    }
}
