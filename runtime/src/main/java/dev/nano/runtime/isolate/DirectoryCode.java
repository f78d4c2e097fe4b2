package dev.nano.runtime.isolate;

import dev.nano.runtime.code.CodeBudgetException;
import dev.nano.runtime.code.CodeStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Code in a directory. Each file that has been read is kept as a copy outside the heap. */
final class DirectoryCode extends AppCode {

    private static final long LARGEST_FILE = 32L * 1024 * 1024;
    /** Files that a version may look for, found or not: an app could look for new ones for ever. */
    private static final int MOST_FILES = 2000;

    private static final int LONGEST_PATH = 1024;

    private final Path root;
    private final Path within;
    private final CodeStore store;
    private final long maxBytes;
    private final Map<String, FileCopy> copies = new ConcurrentHashMap<>();
    /** Every file that was asked for, found or not, with what it looked like just before it was read. */
    private final Map<Path, FileStamp> observed = new ConcurrentHashMap<>();

    private final AtomicLong bytes = new AtomicLong();

    DirectoryCode(Path root, Path within, CodeStore store, long maxBytes) {
        this.root = root;
        this.within = within;
        this.store = store;
        this.maxBytes = maxBytes;
    }

    @Override
    public void check() throws LoadException {
        Path index = root.resolve("index.js");
        observed.put(index, FileStamp.of(index));
        String wrong = wrong(index);
        if (wrong != null) {
            throw new LoadException(wrong + " (expected: a directory with an index.js)");
        }
    }

    private @Nullable String wrong(Path index) {
        try {
            if (!root.toRealPath().startsWith(within.toRealPath())) {
                return root + " is a link that leads out of " + within;
            }
            if (!Files.isDirectory(root)) {
                return root + " is not a directory";
            }
            if (!Files.isRegularFile(index)) {
                return "no index.js in " + root;
            }
            return Files.isReadable(index) ? null : index + " cannot be read";
        } catch (NoSuchFileException e) {
            return "there is no " + root;
        } catch (IOException e) {
            return root + " cannot be read: " + e;
        }
    }

    @Override
    byte[] read(String path) throws IOException {
        FileCopy copy = copies.get(path);
        if (copy != null) {
            return copy.read(() -> readFromDisk(path));
        }
        if (path.length() > LONGEST_PATH || observed.size() >= MOST_FILES) {
            throw new IOException(
                    "the app looks for too many files, or for one with too long a name (expected: at most " + MOST_FILES
                            + " files)");
        }
        byte[] fresh = readFromDisk(path);
        if (bytes.addAndGet(fresh.length) > maxBytes) {
            throw new IOException(path + ": with it the code has more than " + maxBytes + " bytes, which is memory_mb");
        }
        FileCopy raced = copies.putIfAbsent(path, keep(path, fresh));
        if (raced != null) {
            return raced.read(() -> fresh);
        }
        return fresh;
    }

    private FileCopy keep(String path, byte[] content) {
        try {
            return new FileCopy(path, sha256(content), store.put(content), content);
        } catch (CodeBudgetException e) {
            // As long as the file stays as it is, it can be read again.
            return new FileCopy(path, sha256(content), null, content);
        }
    }

    private byte[] readFromDisk(String path) throws IOException {
        try {
            return read(root, path);
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
        observed.putIfAbsent(file, FileStamp.of(file));
        // Symlinks may point about inside the folder (a ConfigMap volume is made of them), but not out of it.
        if (!file.toRealPath().startsWith(directory.toRealPath())) {
            throw new NoSuchFileException(path, null, "a link that leads out of the app's folder");
        }
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(path);
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes((int) LARGEST_FILE + 1);
            if (content.length > LARGEST_FILE) {
                throw new IOException(path + ": larger than " + LARGEST_FILE + " bytes");
            }
            return content;
        }
    }

    @Override
    public boolean isStale() {
        return observed.entrySet().stream().anyMatch(entry -> isStale(entry.getKey(), entry.getValue()));
    }

    private boolean isStale(Path file, FileStamp seen) {
        FileStamp now = FileStamp.of(file);
        if (now.equals(seen)) {
            return false;
        }
        if (!now.differsOnlyInCtime(seen) || !isSameContent(file)) {
            return true;
        }
        // Only its permissions or its links have changed.
        observed.replace(file, seen, now);
        return false;
    }

    private boolean isSameContent(Path file) {
        String path = root.relativize(file).toString().replace('\\', '/');
        FileCopy copy = copies.get(path);
        try {
            return copy != null && copy.sha256().equals(sha256(readFromDisk(path)));
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public Map<Path, FileStamp> observed() {
        return Map.copyOf(observed);
    }

    @Override
    public boolean holds(Map<String, String> files) {
        return files.entrySet().stream().allMatch(file -> {
            try {
                return sha256(read(file.getKey())).equals(file.getValue());
            } catch (IOException e) {
                return false;
            }
        });
    }

    @Override
    public SortedMap<String, String> loaded() {
        SortedMap<String, String> files = new TreeMap<>();
        copies.forEach((path, copy) -> files.put(path, copy.sha256()));
        return files;
    }
}
