package dev.nano.operator.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Three real runtimes that all test classes share, for starting them takes longer than most tests. Whatever apps one class
 * leaves there, the operator of the next one removes.
 */
final class Runtimes implements AutoCloseable {

    static final String TOKEN = "scene-token";
    private static final int COUNT = 3;

    final Path appsFolder;
    final int adminPort;
    final List<RuntimeProcess> all;
    /** What the runtimes read. */
    final Path tokenFile;
    /** What operators read. */
    final Path operatorTokenFile;

    private final Path folder;

    Runtimes() {
        try {
            folder = Files.createTempDirectory("runtimes");
            tokenFile = folder.resolve("token");
            operatorTokenFile = folder.resolve("operator-token");
            appsFolder = Files.createDirectories(folder.resolve("apps"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        writeTokens(TOKEN);
        // All on one port, as pods are.
        adminPort = RuntimeProcess.freePort();
        all = IntStream.rangeClosed(1, COUNT)
                .mapToObj(i -> new RuntimeProcess(tokenFile, appsFolder, "127.0.0." + i, adminPort))
                .toList();
        heal();
    }

    private void writeTokens(String token) {
        try {
            Files.writeString(tokenFile, token);
            Files.writeString(operatorTokenFile, token);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Undoes what a test has done to them. */
    void heal() {
        writeTokens(TOKEN);
        all.forEach(RuntimeProcess::resume);
        all.forEach(RuntimeProcess::revive);
        all.forEach(RuntimeProcess::awaitAlive);
    }

    @Override
    public void close() {
        all.forEach(RuntimeProcess::close);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
