package dev.nano.runtime.code;

import java.io.IOException;
import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds code that no isolate is loading, so that many large apps do not fill the heap which all apps share: each piece packed,
 * in a file of its own where there is a folder with room, else in the heap within a budget. A piece is dropped some time after
 * nothing reaches its {@link StoredCode} any more. All methods may be called on any thread.
 */
public final class CodeStore {

    private static final Logger log = LoggerFactory.getLogger(CodeStore.class);

    /** Packed code of this many bytes is no more than what else there is of an app in the heap: it stays there. */
    static final int SMALL_BYTES = 4096;
    /** So much is stored before unreachable pieces are looked for, at least. */
    private static final long COLLECT_BYTES = 64L << 20;

    /** Between two collections that are asked for because there is no room, at least. */
    private static final long COLLECT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}");

    private static final Cleaner CLEANER =
            Cleaner.create(Thread.ofPlatform().daemon().name("nano-code").factory());

    private final long budget;
    private final @Nullable Path folder;
    /** Pieces by id. Guarded by this, as all that follows. */
    private final Map<String, WeakReference<StoredCode>> pieces = new HashMap<>();

    /** Ids of pieces that were in the heap at first, and are on disk now. */
    private final Set<String> moved = new HashSet<>();

    private long collectedAt = System.nanoTime() - COLLECT_NANOS;
    private long heapBytes;
    private long storedSinceCollection;
    private boolean isFull;

    /**
     * @param budget bytes of packed code in the heap at the most
     * @param folder where code lies on disk, made when it is needed; null for none
     */
    public CodeStore(long budget, @Nullable Path folder) {
        this.budget = budget;
        this.folder = folder;
    }

    /** An eighth of the heap, which leaves apps theirs. */
    public static long defaultBudget() {
        return Runtime.getRuntime().maxMemory() / 8;
    }

    /** Without a folder, and with the default budget. */
    public static CodeStore inHeap() {
        return new CodeStore(defaultBudget(), null);
    }

    /**
     * Stores a copy of {@code content}.
     *
     * @throws CodeBudgetException when there is no room for it
     */
    public StoredCode put(byte[] content) throws CodeBudgetException {
        String id = Packing.sha256(content);
        StoredCode known = known(id);
        if (known != null) {
            return known;
        }
        byte[] packed = Packing.pack(content);
        collectWhenMuchIsStored(packed.length);
        try {
            return put(id, content.length, packed);
        } catch (CodeBudgetException e) {
            if (!mayCollect()) {
                throw e;
            }
            // Room that replaced versions have left is only known after a collection.
            System.gc();
            return awaitRoom(() -> put(id, content.length, packed), e);
        }
    }

    /**
     * Counts the values of an app, which stay in the heap, for as long as something reaches {@code env}. Not to be called
     * twice with the same one.
     *
     * @throws CodeBudgetException when there is no room for them
     */
    public void count(Map<String, String> env) throws CodeBudgetException {
        long bytes = 0;
        for (Map.Entry<String, String> entry : env.entrySet()) {
            bytes += heapBytes(entry.getKey()) + heapBytes(entry.getValue());
        }
        if (bytes <= SMALL_BYTES) {
            return;
        }
        long counted = bytes;
        try {
            take(counted);
        } catch (CodeBudgetException e) {
            if (!mayCollect()) {
                throw e;
            }
            System.gc();
            awaitRoom(
                    () -> {
                        take(counted);
                        return counted;
                    },
                    e);
        }
        CLEANER.register(env, () -> release(counted));
    }

    private static long heapBytes(String text) {
        return text.chars().allMatch(c -> c < 0x100) ? text.length() : 2L * text.length();
    }

    private synchronized void take(long bytes) throws CodeBudgetException {
        if (heapBytes + bytes > budget) {
            throw CodeBudgetException.ofEnv(bytes, heapBytes, budget);
        }
        heapBytes += bytes;
    }

    private synchronized void release(long bytes) {
        heapBytes -= bytes;
    }

    /** Something for which there may be room. */
    @FunctionalInterface
    private interface Storing<T> {
        T store() throws CodeBudgetException;
    }

    /** A full collection stops every app: a client that tries again and again must not cause many. */
    private synchronized boolean mayCollect() {
        long now = System.nanoTime();
        boolean isAllowed = now - collectedAt >= COLLECT_NANOS;
        collectedAt = isAllowed ? now : collectedAt;
        return isAllowed;
    }

    private synchronized @Nullable StoredCode known(String id) {
        WeakReference<StoredCode> piece = pieces.get(id);
        return piece == null ? null : piece.get();
    }

    private synchronized StoredCode put(String id, int length, byte[] packed) throws CodeBudgetException {
        StoredCode known = known(id);
        if (known != null) {
            return known;
        }
        boolean isSmall = packed.length <= SMALL_BYTES;
        boolean isOnDisk = !isSmall && write(id, packed);
        if (!isSmall && !isOnDisk) {
            if (heapBytes + packed.length > budget) {
                throw CodeBudgetException.ofCode(packed.length, heapBytes, budget);
            }
            heapBytes += packed.length;
        }
        return add(new StoredCode(this, id, length, isOnDisk ? null : packed));
    }

    private static <T> T awaitRoom(Storing<T> storing, CodeBudgetException refusal) throws CodeBudgetException {
        for (int i = 0; i < 20; i++) {
            try {
                return storing.store();
            } catch (CodeBudgetException e) {
                try {
                    Thread.sleep(10);
                } catch (InterruptedException interruption) {
                    Thread.currentThread().interrupt();
                    throw refusal;
                }
            }
        }
        throw refusal;
    }

    private StoredCode add(StoredCode piece) {
        pieces.put(piece.id(), new WeakReference<>(piece));
        byte[] packed = piece.packed();
        int counted = packed == null || packed.length <= SMALL_BYTES ? 0 : packed.length;
        // It must not hold the piece.
        String id = piece.id();
        CLEANER.register(piece, () -> drop(id, counted));
        return piece;
    }

    private synchronized void drop(String id, int counted) {
        // A piece that has moved to disk since is not counted any more.
        heapBytes -= moved.remove(id) ? 0 : counted;
        WeakReference<StoredCode> piece = pieces.get(id);
        if (piece != null && piece.get() == null) {
            pieces.remove(id);
            delete(id);
        }
    }

    /**
     * A piece that an earlier process has left.
     *
     * @throws IOException when it is not there
     */
    public synchronized StoredCode find(String id, int length) throws IOException {
        StoredCode known = known(id);
        if (known != null) {
            return known;
        }
        Path file = file(id);
        if (file == null || !ID.matcher(id).matches() || !Files.isRegularFile(file)) {
            throw new IOException("the code " + id + " is not in " + folder);
        }
        return add(new StoredCode(this, id, length, null));
    }

    /** Deletes what an earlier process has left and nobody has found. */
    public synchronized void deleteUnknown() {
        if (folder == null || !Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (!pieces.containsKey(String.valueOf(file.getFileName()))) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            log.atWarn()
                    .addKeyValue("directory", folder)
                    .addKeyValue("error", e)
                    .log("code_not_deleted");
        }
    }

    byte[] readFile(String id) throws IOException {
        Path file = file(id);
        if (file == null) {
            throw new IOException("there is no folder for code");
        }
        return Files.readAllBytes(file);
    }

    synchronized void force(StoredCode piece) throws IOException {
        Path file = file(piece.id());
        byte[] packed = piece.packed();
        if (file == null || (packed != null && packed.length <= SMALL_BYTES)) {
            return;
        }
        if (packed != null) {
            writeFile(file, packed);
            heapBytes -= packed.length;
            moved.add(piece.id());
            piece.movedToDisk();
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        OwnerFiles.force(folder(file));
    }

    private boolean write(String id, byte[] packed) {
        Path file = file(id);
        if (file == null) {
            return false;
        }
        try {
            writeFile(file, packed);
            isFull = false;
            return true;
        } catch (IOException e) {
            if (!isFull) {
                log.atWarn()
                        .addKeyValue("directory", folder)
                        .addKeyValue("error", e)
                        .log("code_not_written");
            }
            isFull = true;
            return false;
        }
    }

    private static void writeFile(Path file, byte[] packed) throws IOException {
        OwnerFiles.createDirectories(folder(file));
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            OwnerFiles.write(fresh, packed, false);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static Path folder(Path file) {
        return Objects.requireNonNull(file.getParent());
    }

    private void delete(String id) {
        Path file = file(id);
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            log.atWarn().addKeyValue("file", file).addKeyValue("error", e).log("code_not_deleted");
        }
    }

    private @Nullable Path file(String id) {
        return folder == null ? null : folder.resolve(id);
    }

    /** Replaced versions leave their files until a collection, which a heap that is large enough may not need for hours. */
    private void collectWhenMuchIsStored(int bytes) {
        boolean isDue;
        synchronized (this) {
            storedSinceCollection += bytes;
            isDue = storedSinceCollection > COLLECT_BYTES;
            storedSinceCollection = isDue ? 0 : storedSinceCollection;
        }
        if (isDue) {
            System.gc();
        }
    }

    /** Bytes of packed code and of values in the heap, small ones not counted. */
    public synchronized long heapBytes() {
        return heapBytes;
    }
}
