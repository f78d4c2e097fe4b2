package dev.nano.api;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** One of the files in {@code src/test/nanoapps}, which may say what no {@link NanoApp} can hold. */
record NanoAppFile(Path path) {

    private static final String MESSAGE = "# Says: ";

    /** Every file of a folder, by name. */
    static Stream<NanoAppFile> in(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList().stream().map(NanoAppFile::new);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    GenericKubernetesResource read() {
        return Serialization.unmarshal(text(), GenericKubernetesResource.class);
    }

    /** What the API server has to answer. */
    List<String> messages() {
        return text().lines()
                .filter(line -> line.startsWith(MESSAGE))
                .map(line -> line.substring(MESSAGE.length()))
                .toList();
    }

    private String text() {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return path.getFileName().toString();
    }
}
