package dev.nano.runtime.admin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nano.runtime.app.CodeSource;
import dev.nano.runtime.config.Fields;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads {@code files}: relative paths, each with its text or with {@code {"base64": "..."}}. */
final class FilesReader {

    private static final int MOST_FILES = 1000;
    /** The same as for a file on disk, in bytes. */
    private static final int LARGEST_FILE = 32 * 1024 * 1024;

    private final Fields app;
    private final SortedMap<String, byte[]> files = new TreeMap<>();
    private boolean isComplete = true;

    private FilesReader(Fields app) {
        this.app = app;
    }

    /** The files, or null after telling {@code app} what is wrong with them. */
    static @Nullable CodeSource read(Fields app, JsonNode files) {
        var reader = new FilesReader(app);
        reader.readAll(files);
        return reader.isComplete ? new CodeSource.Files(reader.files) : null;
    }

    private void readAll(JsonNode value) {
        if (!value.isObject()) {
            problem("files", "not an object (expected: an object of files by relative path)");
            return;
        }
        if (value.size() > MOST_FILES) {
            problem("files", value.size() + " files (expected: at most " + MOST_FILES + ")");
            return;
        }
        value.properties().forEach(entry -> {
            String at = "files[\"" + FileName.shown(entry.getKey()) + "\"]";
            String wrong = FileName.problem(entry.getKey());
            if (wrong != null) {
                problem(at, wrong);
                return;
            }
            byte[] bytes = content(at, entry.getValue());
            if (bytes.length > LARGEST_FILE) {
                problem(at, bytes.length + " bytes (expected: at most " + LARGEST_FILE + ")");
            }
            files.put(entry.getKey(), bytes);
        });
        if (!value.has("index.js")) {
            problem("files", "no index.js (expected: the app's code starts in index.js)");
        }
    }

    private byte[] content(String at, JsonNode value) {
        if (value.isTextual()) {
            return value.textValue().getBytes(StandardCharsets.UTF_8);
        }
        JsonNode base64 = value.get("base64");
        if (base64 != null && base64.isTextual() && value.size() == 1) {
            try {
                return Base64.getDecoder().decode(base64.textValue());
            } catch (IllegalArgumentException e) {
                problem(at + ".base64", e.getMessage() + " (expected: base64 with padding, without line breaks)");
                return new byte[0];
            }
        }
        problem(at, "neither text nor base64 (expected: a string, or {\"base64\": \"...\"})");
        return new byte[0];
    }

    private void problem(String at, String what) {
        app.problem(at, what);
        isComplete = false;
    }
}
