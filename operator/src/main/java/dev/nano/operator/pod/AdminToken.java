package dev.nano.operator.pod;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The secret that the runtimes want to see. Read again for each call: the file changes when the token is rotated. */
public final class AdminToken {

    private final @Nullable Path file;
    private final @Nullable String token;

    private AdminToken(@Nullable Path file, @Nullable String token) {
        this.file = file;
        this.token = token;
    }

    public static AdminToken of(String token) {
        return new AdminToken(null, token);
    }

    public static AdminToken file(Path file) {
        return new AdminToken(file, null);
    }

    /** @throws IOException when the file cannot be read; the message does not hold the token */
    String value() throws IOException {
        String value = file == null ? String.valueOf(token) : read(file);
        // The HTTP client would complain of the header, and quote it.
        if (value.isEmpty() || value.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw new IOException("the admin token is empty or has characters that no header may have");
        }
        return value;
    }

    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new IOException("the admin token file " + file + " cannot be read", e);
        }
    }

    @Override
    public String toString() {
        return "AdminToken";
    }
}
