package dev.nano.runtime.isolate;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One version of an app's code. A file is read from disk at most once and then stays as it was, so that every isolate of
 * the version runs the same code whatever happens on disk meanwhile.
 */
public final class AppCode {

    private static final long LARGEST_FILE = 32L * 1024 * 1024;

    private final @Nullable Path root;
    private final Map<String, byte[]> contents = new ConcurrentHashMap<>();
    /** Every file that was asked for, found or not, with what it looked like just before it was read. */
    private final Map<Path, FileStamp> observed = new ConcurrentHashMap<>();

    private AppCode(@Nullable Path root, Map<String, byte[]> contents) {
        this.root = root;
        this.contents.putAll(contents);
    }

    /** Code in a directory, read as the app imports it. */
    public static AppCode directory(Path root) {
        return new AppCode(root.toAbsolutePath().normalize(), Map.of());
    }

    /** Code held in memory, by relative path. */
    public static AppCode files(Map<String, byte[]> byPath) {
        return new AppCode(null, byPath);
    }

    /**
     * The bytes of a file of the app.
     *
     * @param path relative to the app, normalized, forward slashes
     * @throws IOException when it does not exist, is too large, or lies outside the app's folder
     */
    byte[] read(String path) throws IOException {
        byte[] known = contents.get(path);
        if (known != null) {
            return known;
        }
        if (root == null) {
            throw new NoSuchFileException(path);
        }
        byte[] fresh = readFromDisk(root, path);
        byte[] raced = contents.putIfAbsent(path, fresh);
        return raced != null ? raced : fresh;
    }

    private byte[] readFromDisk(Path directory, String path) throws IOException {
        try {
            return read(directory, path);
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(path, null, e.getReason());
        } catch (FileSystemException e) {
            // Its message reaches the app, and names the place where the app lies.
            throw new FileSystemException(path, null, e.getReason());
        }
    }

    private byte[] read(Path directory, String path) throws IOException {
        Path file = directory.resolve(path).normalize();
        if (!file.startsWith(directory)) {
            throw new NoSuchFileException(path);
        }
        observed.put(file, FileStamp.of(file));
        // Symlinks may point about inside the folder (a ConfigMap volume is made of them), but not out of it.
        if (!file.toRealPath().startsWith(directory.toRealPath())) {
            throw new NoSuchFileException(path, null, "a link that leads out of the app's folder");
        }
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(path);
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes((int) LARGEST_FILE + 1);
            if (bytes.length > LARGEST_FILE) {
                throw new IOException(path + ": larger than " + LARGEST_FILE + " bytes");
            }
            return bytes;
        }
    }

    /** Whether a file that this version read, or looked for in vain, has changed on disk since. */
    public boolean isStale() {
        return observed.entrySet().stream()
                .anyMatch(entry -> !FileStamp.of(entry.getKey()).equals(entry.getValue()));
    }

    /** Every file on disk that this version read or looked for, with what it looked like then. */
    public Map<Path, FileStamp> observed() {
        return Map.copyOf(observed);
    }

    /** The first 16 hex digits of the SHA-256 over the files loaded so far, for logs and the admin API. */
    public String version() {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            new TreeMap<>(contents).forEach((path, bytes) -> {
                sha.update((path.length() + ":" + path + ":" + bytes.length + ":")
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8));
                sha.update(bytes);
            });
            return HexFormat.of().formatHex(sha.digest()).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
