package dev.nano.runtime.isolate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nano.runtime.code.CodeStore;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppCodeTest {

    private static final int LENGTH = 100_000;

    @TempDir
    private Path app;

    @TempDir
    private Path stored;

    private byte[] write(int seed) throws IOException {
        byte[] content = new byte[LENGTH];
        new Random(seed).nextBytes(content);
        Files.write(app.resolve("index.js"), content);
        return content;
    }

    private AppCode code(CodeStore store) {
        return AppCode.directory(app, app, store, 1 << 20);
    }

    /** Reads a file so that only the code knows what was in it. */
    private static WeakReference<byte[]> readOnce(AppCode code) throws IOException {
        return new WeakReference<>(code.read("index.js"));
    }

    private static void awaitCollected(WeakReference<byte[]> bytes) {
        while (bytes.get() != null) {
            System.gc();
        }
    }

    @Test
    void aVersionKeepsItsCodeOutOfTheHeapWhateverHappensOnDisk() throws IOException {
        for (Path folder : new Path[] {null, stored}) {
            byte[] first = write(1);
            CodeStore store = new CodeStore(1 << 20, folder);
            AppCode code = code(store);
            awaitCollected(readOnce(code));
            write(2);
            assertThat(code.isStale()).isTrue();
            assertThat(code.read("index.js")).isEqualTo(first);
            assertThat(store.heapBytes() > 0).isEqualTo(folder == null);
        }
    }

    @Test
    void withoutRoomForACopyAFileThatChangedIsRefusedRatherThanMixedIn() throws IOException {
        byte[] first = write(1);
        AppCode code = code(new CodeStore(0, null));
        awaitCollected(readOnce(code));
        assertThat(code.read("index.js")).isEqualTo(first);
        awaitCollected(readOnce(code));
        write(2);
        assertThatThrownBy(() -> code.read("index.js")).hasMessageContaining("--code-budget");
    }

    @Test
    void codeIsNoLargerThanAnIsolateMayBe() throws IOException {
        write(1);
        Files.write(app.resolve("more.js"), new byte[1 << 20]);
        AppCode code = code(CodeStore.inHeap());
        code.read("index.js");
        assertThatThrownBy(() -> code.read("more.js")).hasMessageContaining("memory_mb");
    }

    @Test
    void filesThatAreLookedForInVainAreCounted() throws IOException {
        write(1);
        AppCode code = code(CodeStore.inHeap());
        for (int i = 0; i < 3000; i++) {
            String name = "missing" + i + ".js";
            assertThatThrownBy(() -> code.read(name)).isInstanceOf(IOException.class);
        }
        assertThat(code.observed()).hasSize(2000);
        assertThatThrownBy(() -> code.read("x".repeat(2000))).hasMessageContaining("too long");
    }

    @Test
    void onlyWhatIsLoadedCountsForTheVersion() throws IOException {
        write(1);
        AppCode one = code(CodeStore.inHeap());
        AppCode other = code(CodeStore.inHeap());
        assertThat(one.version()).isEmpty();
        one.read("index.js");
        Files.writeString(app.resolve("unused.js"), "x", StandardCharsets.UTF_8);
        other.read("index.js");
        assertThat(one.version()).hasSize(16).isEqualTo(other.version());
        assertThat(other.holds(one.loaded())).isTrue();
        write(2);
        assertThat(code(CodeStore.inHeap()).holds(one.loaded())).isFalse();
    }
}
