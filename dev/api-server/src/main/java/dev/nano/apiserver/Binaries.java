package dev.nano.apiserver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where kube-apiserver, etcd and kubectl are.
 *
 * @param directory named by release and platform, as kube-api-test wants it: {@code 1.37.2-linux-amd64}
 */
record Binaries(Path directory) {

    private static final String SCRIPT = "dev/api-server/prepare";

    /** Builds them if need be: {@code mvnw verify} has done so before, an IDE has not. */
    static Binaries prepared() {
        try {
            Process prepare = new ProcessBuilder(script().toString())
                    .redirectError(Redirect.INHERIT)
                    .start();
            String output = new String(prepare.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (prepare.waitFor() != 0) {
                throw new IllegalStateException(SCRIPT + " failed; run it in a terminal to see why");
            }
            return new Binaries(Path.of(output.strip()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The working directory is somewhere in the checkout. */
    private static Path script() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path script = at.resolve(SCRIPT);
            if (Files.isExecutable(script)) {
                return script;
            }
        }
        throw new IllegalStateException("no " + SCRIPT + " above " + Path.of("").toAbsolutePath());
    }

    String version() {
        String name = directory.getFileName().toString();
        return name.substring(0, name.indexOf('-'));
    }

    Path kubectl() {
        return directory.resolve("kubectl");
    }
}
