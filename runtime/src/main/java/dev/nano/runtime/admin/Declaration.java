package dev.nano.runtime.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.nano.runtime.app.AppSpec;
import dev.nano.runtime.app.CodeSource;
import dev.nano.runtime.code.FilePack;
import dev.nano.runtime.code.StoredCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** An app as it could be declared again: what {@link AppDocument} reads. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Declaration(
        String name,
        List<String> hostname,
        @Nullable String path,
        @Nullable Map<String, Object> files,
        @Nullable Code code,
        @Nullable String digest,
        @Nullable String quarantined,
        long timeoutMs,
        int memoryMb,
        int maxBufferSizeMb,
        @Nullable Integer cpuMs,
        List<String> egress,
        Map<String, String> env) {

    /**
     * Files that lie in a file of their own; only in the state directory, with the digest of the app.
     *
     * @param sha256 of the {@link FilePack}
     * @param bytes how long it is
     */
    record Code(String sha256, int bytes) {}

    /** @throws IOException when the code cannot be read */
    static Declaration of(AppSpec spec) throws IOException {
        String path = null;
        Map<String, Object> files = null;
        Code code = null;
        switch (spec.code()) {
            case CodeSource.Directory directory -> path = directory.declared();
            case CodeSource.Files sent -> files = contents(sent.byPath());
            case CodeSource.Stored(StoredCode pack, var _) -> {
                if (pack.hasFile()) {
                    code = new Code(pack.id(), pack.length());
                } else {
                    files = contents(FilePack.files(pack.read()));
                }
            }
        }
        return new Declaration(
                spec.name(),
                spec.hostnames(),
                path,
                files,
                code,
                code == null ? null : spec.digest(),
                spec.quarantined(),
                spec.limits().timeout().toMillis(),
                spec.limits().memoryMb(),
                spec.limits().maxBufferMb(),
                spec.limits().cpuMs() == 0 ? null : (Integer) spec.limits().cpuMs(),
                spec.egress().entries(),
                spec.env());
    }

    private static Map<String, Object> contents(SortedMap<String, byte[]> byPath) {
        Map<String, Object> files = new LinkedHashMap<>();
        byPath.forEach((path, bytes) -> files.put(path, content(bytes)));
        return files;
    }

    private static Object content(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)
                ? text
                : Map.of("base64", Base64.getEncoder().encodeToString(bytes));
    }
}
