package dev.nano.runtime.code;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/** Files and directories that only the owner of the process may read, where the system has such a thing. */
public final class OwnerFiles {

    private OwnerFiles() {}

    public static void createDirectories(Path directory) throws IOException {
        Files.createDirectories(directory, onlyOwner(directory, "rwx------"));
    }

    /** Makes an empty file anew. */
    public static void create(Path file) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, onlyOwner(file, "rw-------"));
    }

    /** Puts {@code content} in the place of what is in the file, in one step; durable when it returns. */
    public static void replace(Path file, byte[] content) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            write(fresh, content, true);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            // Half a file would take the room that the next one needs.
            Files.deleteIfExists(fresh);
        }
        force(Objects.requireNonNull(file.getParent()));
    }

    /** Writes a file anew. */
    static void write(Path file, byte[] content, boolean isForced) throws IOException {
        create(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            if (isForced) {
                channel.force(true);
            }
        }
    }

    /** Makes the names of files in a directory durable, where the system has such a thing. */
    public static void force(Path directory) throws IOException {
        if (isPosix(directory)) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static FileAttribute<?>[] onlyOwner(Path path, String permissions) {
        return isPosix(path)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
