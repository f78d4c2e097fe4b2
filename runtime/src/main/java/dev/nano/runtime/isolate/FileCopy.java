package dev.nano.runtime.isolate;

import dev.nano.runtime.code.StoredCode;
import java.io.IOException;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/** A file of an app's directory as it was when it was read first. */
final class FileCopy {

    private final String path;
    private final String sha256;
    /** Null when there was no room for a copy. */
    private final @Nullable StoredCode stored;
    /** A load reads each file a few times within milliseconds; afterwards nothing keeps it. */
    private volatile WeakReference<byte[]> recent;

    @FunctionalInterface
    interface Disk {
        byte[] read() throws IOException;
    }

    FileCopy(String path, String sha256, @Nullable StoredCode stored, byte[] content) {
        this.path = path;
        this.sha256 = sha256;
        this.stored = stored;
        this.recent = new WeakReference<>(content);
    }

    String sha256() {
        return sha256;
    }

    /**
     * What was in the file.
     *
     * @param disk reads the file as it is now, for when there is no copy
     * @throws IOException when there is no copy, and the file has changed
     */
    byte[] read(Disk disk) throws IOException {
        byte[] known = recent.get();
        if (known != null) {
            return known;
        }
        byte[] content = stored != null ? stored.read() : disk.read();
        if (stored == null && !AppCode.sha256(content).equals(sha256)) {
            throw new IOException(path + " has changed, and there was no room to keep it as it was (--code-budget)");
        }
        recent = new WeakReference<>(content);
        return content;
    }
}
