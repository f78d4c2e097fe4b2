package dev.nano.runtime.code;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that lie in a {@link CodeStore} as long as something reaches this object. All methods may be called on any thread.
 */
public final class StoredCode {

    private final CodeStore store;
    private final String id;
    private final int length;
    /** Null while it lies on disk; written under the lock of the store. */
    private volatile byte @Nullable [] packed;

    StoredCode(CodeStore store, String id, int length, byte @Nullable [] packed) {
        this.store = store;
        this.id = id;
        this.length = length;
        this.packed = packed;
    }

    /** SHA-256 of the bytes in hexadecimal digits. */
    public String id() {
        return id;
    }

    /** Number of bytes, unpacked. */
    public int length() {
        return length;
    }

    /** Whether it is a file of its own, and not so little that it stays in the heap. */
    public boolean hasFile() {
        return packed == null;
    }

    /**
     * The bytes, which are the ones that were stored.
     *
     * @throws IOException when they cannot be read, or are others
     */
    public byte[] read() throws IOException {
        byte[] inHeap = packed;
        return Packing.unpack(inHeap != null ? inHeap : store.readFile(id), length, id);
    }

    /**
     * Sees to it that they are on disk, and stay there when the machine fails; does nothing where there is no folder for them,
     * or when they are few.
     *
     * @throws IOException when there is no room, or the disk fails
     */
    public void force() throws IOException {
        store.force(this);
    }

    byte @Nullable [] packed() {
        return packed;
    }

    void movedToDisk() {
        packed = null;
    }
}
