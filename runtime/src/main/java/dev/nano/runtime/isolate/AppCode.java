package dev.nano.runtime.isolate;

import dev.nano.runtime.code.CodeStore;
import dev.nano.runtime.code.StoredCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/**
 * One version of an app's code. A file is taken from disk at most once and then stays as it was, so that every isolate of the
 * version runs the same code whatever happens on disk meanwhile. While no isolate loads it, large code is not in the heap.
 */
public abstract sealed class AppCode permits DirectoryCode, SentCode {

    /**
     * Code in a directory, read as the app imports it.
     *
     * @param within where the directory has to lie, at the end of all links; the directory itself when it may be anywhere
     * @param maxBytes more than that is not loaded: what an isolate of the app may hold
     */
    public static AppCode directory(Path root, Path within, CodeStore store, long maxBytes) {
        return new DirectoryCode(
                root.toAbsolutePath().normalize(), within.toAbsolutePath().normalize(), store, maxBytes);
    }

    /** Code held in the heap, by relative path. */
    public static AppCode files(Map<String, byte[]> byPath) {
        return new SentCode(() -> byPath);
    }

    /** Code that lies in a {@link CodeStore} as a {@link dev.nano.runtime.code.FilePack}. */
    public static AppCode stored(StoredCode pack) {
        return SentCode.of(pack);
    }

    /**
     * The bytes of a file of the app.
     *
     * @param path relative to the app, normalized, forward slashes
     * @throws IOException when it does not exist, is too large, or lies outside the app's folder
     */
    abstract byte[] read(String path) throws IOException;

    /** @throws LoadException when there is no code at all, which says more than that a file is missing */
    public void check() throws LoadException {}

    /** Whether a file that this version read, or looked for in vain, has changed on disk since. */
    public boolean isStale() {
        return false;
    }

    /** Every file on disk that this version read or looked for, with what it looked like then. */
    public Map<Path, FileStamp> observed() {
        return Map.of();
    }

    /** SHA-256 of each file loaded from disk so far, by path within the app; empty for code that its digest covers. */
    public Map<String, String> loaded() {
        return Map.of();
    }

    /** Whether each of these files is there with this SHA-256, as {@link #loaded} gives them. */
    public boolean holds(Map<String, String> files) {
        return true;
    }

    /** The first 16 hex digits of a SHA-256 over {@link #loaded}, for logs; empty when it is. */
    public String version() {
        Map<String, String> files = loaded();
        if (files.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        files.forEach(
                (path, sha256) -> text.append(path).append('\n').append(sha256).append('\n'));
        return sha256(text.toString().getBytes(StandardCharsets.UTF_8)).substring(0, 16);
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
