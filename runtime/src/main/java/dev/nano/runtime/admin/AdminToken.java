package dev.nano.runtime.admin;

import dev.nano.runtime.isolate.FileStamp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The secret that callers of {@code /admin/*} have to know. A token file is read again when it changes. */
public final class AdminToken {

    private static final Logger log = LoggerFactory.getLogger(AdminToken.class);

    private static final String SCHEME = "bearer ";

    private final @Nullable Path file;
    private volatile FileStamp stamp = FileStamp.MISSING;
    private volatile byte @Nullable [] token;
    /** What was last said about a file that cannot be used; null once it can. */
    private volatile @Nullable String problem;

    private AdminToken(@Nullable Path file, byte @Nullable [] token) {
        this.file = file;
        this.token = token;
    }

    /** None: {@code /admin/*} is off. */
    public static AdminToken none() {
        return new AdminToken(null, null);
    }

    /** @throws IllegalArgumentException when it is empty */
    public static AdminToken of(String token) {
        return new AdminToken(null, checked(token, "admin token"));
    }

    /**
     * The content of a file without the white space around it.
     *
     * @throws IOException when the file cannot be read
     * @throws IllegalArgumentException when it is empty
     */
    public static AdminToken file(Path file) throws IOException {
        var token = new AdminToken(file, null);
        token.stamp = FileStamp.of(file);
        token.token = read(file);
        return token;
    }

    /** Whether there is one, so that anybody may call {@code /admin/*} at all. */
    public boolean isConfigured() {
        return token != null;
    }

    /**
     * Whether a header {@code authorization} carries the token. How long it takes tells nothing about the token.
     *
     * @param authorization the value of the header, or null when there is none
     */
    boolean isIn(@Nullable String authorization) {
        refresh();
        byte[] expected = token;
        if (expected == null || authorization == null || authorization.length() < SCHEME.length()) {
            return false;
        }
        byte[] given = authorization.substring(SCHEME.length()).strip().getBytes(StandardCharsets.ISO_8859_1);
        return authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && MessageDigest.isEqual(expected, given);
    }

    private void refresh() {
        if (file == null) {
            return;
        }
        if (FileStamp.of(file).equals(stamp)) {
            problem = null;
        } else {
            reload(file);
        }
    }

    private synchronized void reload(Path changed) {
        FileStamp now = FileStamp.of(changed);
        if (now.equals(stamp)) {
            return;
        }
        try {
            token = read(changed);
            stamp = now;
            problem = null;
            log.atInfo().addKeyValue("file", changed).log("admin_token_reloaded");
        } catch (IOException | IllegalArgumentException e) {
            // While it is replaced it may be missing: the old token stays valid until there is a new one.
            String why = e.toString();
            if (!why.equals(problem)) {
                problem = why;
                log.atWarn()
                        .addKeyValue("file", changed)
                        .addKeyValue("error", why)
                        .log("admin_token_not_reloaded");
            }
        }
    }

    private static byte[] read(Path file) throws IOException {
        return checked(Files.readString(file), file.toString());
    }

    private static byte[] checked(String token, String where) {
        String stripped = token.strip();
        if (stripped.isEmpty()) {
            throw new IllegalArgumentException(where + ": empty (expected: a token)");
        }
        // Headers are read as ISO-8859-1 whatever bytes they hold, so that a token in UTF-8 compares as its bytes.
        return stripped.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "AdminToken[" + (isConfigured() ? "configured" : "none") + "]";
    }
}
