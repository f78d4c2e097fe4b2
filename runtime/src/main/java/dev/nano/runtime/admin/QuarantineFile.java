package dev.nano.runtime.admin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nano.runtime.app.Quarantine;
import dev.nano.runtime.code.OwnerFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps over a restart which code is not to be loaded. */
public final class QuarantineFile implements Quarantine.Storage {

    private static final Logger log = LoggerFactory.getLogger(QuarantineFile.class);

    private final Path file;

    QuarantineFile(Path file) {
        this.file = file;
    }

    /** As it stands in the file. */
    private record Kept(String digest, String app, String reason, String since, Map<String, String> files) {}

    /** What an earlier process has left; a file that cannot be read is logged. */
    public List<Quarantine.Entry> read() {
        List<Quarantine.Entry> entries = new ArrayList<>();
        if (!Files.exists(file)) {
            return entries;
        }
        try (InputStream in = Files.newInputStream(file)) {
            Json.object(in).path("quarantined").forEach(kept -> entries.add(entry(kept)));
        } catch (IOException | AdminError | DateTimeException e) {
            log.atError()
                    .addKeyValue("file", file)
                    .addKeyValue("error", e.getMessage())
                    .log("quarantine_not_read");
        }
        return entries;
    }

    private static Quarantine.Entry entry(JsonNode kept) {
        Map<String, String> files = new LinkedHashMap<>();
        kept.path("files")
                .properties()
                .forEach(file -> files.put(file.getKey(), file.getValue().asText()));
        return new Quarantine.Entry(
                kept.path("digest").asText(),
                kept.path("app").asText(),
                kept.path("reason").asText(),
                Instant.parse(kept.path("since").asText()),
                files);
    }

    @Override
    public void write(List<Quarantine.Entry> entries) throws IOException {
        List<Kept> kept = entries.stream()
                .map(entry -> new Kept(
                        entry.digest(),
                        entry.app(),
                        entry.reason(),
                        entry.since().toString(),
                        entry.files()))
                .toList();
        OwnerFiles.replace(file, Json.bytes(Map.of("quarantined", kept)));
    }
}
