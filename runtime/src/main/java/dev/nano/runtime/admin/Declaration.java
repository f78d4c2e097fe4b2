package dev.nano.runtime.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.nano.runtime.app.AppSpec;
import dev.nano.runtime.app.CodeSource;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An app as it could be declared again: what {@link AppDocument} reads. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Declaration(
        String name,
        List<String> hostname,
        @Nullable String path,
        @Nullable Map<String, Object> files,
        long timeoutMs,
        int memoryMb,
        int maxBufferSizeMb,
        @Nullable Integer cpuMs,
        List<String> egress,
        Map<String, String> env) {

    static Declaration of(AppSpec spec) {
        String path = null;
        Map<String, Object> files = null;
        switch (spec.code()) {
            case CodeSource.Directory directory -> path = directory.declared();
            case CodeSource.Files sent -> {
                files = new LinkedHashMap<>();
                for (Map.Entry<String, byte[]> file : sent.byPath().entrySet()) {
                    files.put(file.getKey(), content(file.getValue()));
                }
            }
        }
        return new Declaration(
                spec.name(),
                spec.hostnames(),
                path,
                files,
                spec.limits().timeout().toMillis(),
                spec.limits().memoryMb(),
                spec.limits().maxBufferMb(),
                spec.limits().cpuMs() == 0 ? null : (Integer) spec.limits().cpuMs(),
                spec.egress().entries(),
                spec.env());
    }

    private static Object content(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)
                ? text
                : Map.of("base64", Base64.getEncoder().encodeToString(bytes));
    }
}
