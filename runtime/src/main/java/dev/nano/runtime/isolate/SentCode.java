package dev.nano.runtime.isolate;

import dev.nano.runtime.code.FilePack;
import dev.nano.runtime.code.StoredCode;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Code that was sent, unpacked while it is loaded. */
final class SentCode extends AppCode {

    private final Files files;
    /** A load reads each file a few times within milliseconds; afterwards nothing keeps them. */
    private volatile WeakReference<@Nullable Map<String, byte[]>> recent = new WeakReference<>(null);

    @FunctionalInterface
    interface Files {
        Map<String, byte[]> unpack() throws IOException;
    }

    SentCode(Files files) {
        this.files = files;
    }

    static SentCode of(StoredCode pack) {
        return new SentCode(() -> FilePack.files(pack.read()));
    }

    @Override
    byte[] read(String path) throws IOException {
        Map<String, byte[]> unpacked = recent.get();
        if (unpacked == null) {
            unpacked = files.unpack();
            recent = new WeakReference<>(unpacked);
        }
        byte[] bytes = unpacked.get(path);
        if (bytes == null) {
            throw new NoSuchFileException(path);
        }
        return bytes;
    }
}
