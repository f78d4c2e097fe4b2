package dev.nano.runtime.code;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodeStoreTest {

    @TempDir
    private Path folder;

    private static byte[] random(int seed, int length) {
        byte[] content = new byte[length];
        new Random(seed).nextBytes(content);
        return content;
    }

    private long files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }

    @Test
    void whatIsStoredIsReadBackFromAFileAndDeletedWhenNothingReachesIt() throws IOException {
        CodeStore store = new CodeStore(0, folder);
        StoredCode piece = store.put(random(1, 100_000));
        assertThat(store.put(random(1, 100_000))).isSameAs(piece);
        assertThat(piece.read()).isEqualTo(random(1, 100_000));
        assertThat(files()).isEqualTo(1);

        String id = piece.id();
        piece = null;
        await().until(() -> {
            System.gc();
            return files() == 0;
        });
        assertThatThrownBy(() -> store.find(id, 100_000)).isInstanceOf(IOException.class);
    }

    @Test
    void whatLiesInTheHeapIsBoundedAndRoomComesBack() throws IOException {
        CodeStore store = new CodeStore(250_000, null);
        List<StoredCode> held = new ArrayList<>();
        held.add(store.put(random(1, 100_000)));
        held.add(store.put(random(2, 100_000)));
        assertThatThrownBy(() -> store.put(random(3, 100_000)))
                .isInstanceOf(CodeBudgetException.class)
                .hasMessageContaining("--code-budget")
                .hasMessageContaining("of 250000 are used");
        assertThat(held.getFirst().read()).isEqualTo(random(1, 100_000));
        held.removeLast();
        await().until(() -> {
            System.gc();
            return store.heapBytes() < 150_000;
        });
        assertThat(store.put(random(3, 100_000)).read()).isEqualTo(random(3, 100_000));
        assertThat(held.getFirst().read()).isEqualTo(random(1, 100_000));
    }

    @Test
    void valuesOfAppsAreCountedUntilNothingReachesThem() throws IOException {
        CodeStore store = new CodeStore(250_000, null);
        List<Map<String, String>> held = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            held.add(Map.of("KEY", "\u0149".repeat(50_000)));
            store.count(held.getLast());
        }
        assertThatThrownBy(() -> store.count(Map.of("KEY", "x".repeat(100_000))))
                .isInstanceOf(CodeBudgetException.class)
                .hasMessageContaining("env: 100003 bytes do not fit, 200006 of 250000 are used")
                .hasMessageContaining("--code-budget");
        held.removeLast();
        await().until(() -> {
            System.gc();
            return store.heapBytes() == 100_003;
        });
        store.count(Map.of("KEY", "x".repeat(100_000)));
        assertThat(held).hasSize(1);
    }

    @Test
    void anotherFileInItsPlaceIsNoticed() throws IOException {
        StoredCode piece = new CodeStore(0, folder).put(random(1, 100_000));
        Files.write(folder.resolve(piece.id()), Packing.pack(random(2, 100_000)));
        assertThatThrownBy(piece::read).hasMessageContaining("is not what was stored");
        Files.write(folder.resolve(piece.id()), new byte[] {1, 2, 3});
        assertThatThrownBy(piece::read).isInstanceOf(IOException.class);
        Files.delete(folder.resolve(piece.id()));
        assertThatThrownBy(piece::read).isInstanceOf(IOException.class);
    }

    @Test
    void aFolderThatCannotBeWrittenLeavesItInTheHeapUntilItCan() throws IOException {
        Path blocked = folder.resolve("file");
        Files.writeString(blocked, "x");
        CodeStore store = new CodeStore(1 << 20, blocked);
        StoredCode piece = store.put(random(1, 100_000));
        assertThat(piece.hasFile()).isFalse();
        assertThat(store.heapBytes()).isGreaterThan(100_000);
        assertThatThrownBy(piece::force).isInstanceOf(IOException.class);

        Files.delete(blocked);
        piece.force();
        assertThat(piece.hasFile()).isTrue();
        assertThat(store.heapBytes()).isZero();
        assertThat(piece.read()).isEqualTo(random(1, 100_000));
    }

    @Test
    void anotherProcessFindsWhatIsKeptAndDeletesTheRest() throws IOException {
        StoredCode kept = new CodeStore(0, folder).put(random(1, 100_000));
        Files.writeString(folder.resolve("left.new"), "half");
        CodeStore next = new CodeStore(0, folder);
        StoredCode found = next.find(kept.id(), kept.length());
        next.deleteUnknown();
        assertThat(files()).isEqualTo(1);
        assertThat(found.read()).isEqualTo(random(1, 100_000));
        assertThatThrownBy(() -> next.find("../" + kept.id(), 1)).isInstanceOf(IOException.class);
    }

    @Test
    void littleStaysInTheHeapAndCountsForNothing() throws IOException {
        CodeStore store = new CodeStore(0, folder);
        StoredCode small = store.put(new byte[10_000]);
        small.force();
        assertThat(small.hasFile()).isFalse();
        assertThat(files()).isZero();
        assertThat(small.read()).hasSize(10_000);
    }
}
