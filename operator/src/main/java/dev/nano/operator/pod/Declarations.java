package dev.nano.operator.pod;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.nano.operator.desired.AppCode;
import dev.nano.operator.desired.AppFile;
import dev.nano.operator.desired.Containment;
import dev.nano.operator.desired.DesiredApp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;

/** Apps as the admin API wants them: the schema {@code AppDeclaration}. */
final class Declarations {

    private static final JsonFactory JSON = new JsonFactory();

    private Declarations() {}

    static byte[] of(DesiredApp app) throws IOException {
        var out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("name", app.name());
            json.writeStringField("hostname", app.hostname());
            switch (app.code()) {
                case AppCode.Directory directory -> json.writeStringField("path", directory.path());
                case AppCode.Files files -> {
                    json.writeObjectFieldStart("files");
                    for (Map.Entry<String, AppFile> file : files.byPath().entrySet()) {
                        json.writeFieldName(file.getKey());
                        write(json, file.getValue());
                    }
                    json.writeEndObject();
                }
            }
            json.writeNumberField("timeout_ms", app.timeout().toMillis());
            json.writeNumberField("memory_mb", app.memoryMb());
            json.writeNumberField("max_buffer_size_mb", DesiredApp.MAX_BUFFER_SIZE_MB);
            if (app.cpu() != null) {
                json.writeNumberField("cpu_ms", app.cpu().toMillis());
            }
            if (!app.egress().isEmpty()) {
                json.writeArrayFieldStart("egress");
                for (String entry : app.egress()) {
                    json.writeString(entry);
                }
                json.writeEndArray();
            }
            json.writeObjectFieldStart("env");
            for (Map.Entry<String, String> variable : app.env().entrySet()) {
                json.writeStringField(variable.getKey(), variable.getValue());
            }
            json.writeEndObject();
            if (app.containment() instanceof Containment.Quarantined quarantined) {
                json.writeStringField("quarantined", quarantined.reason());
            }
            json.writeStringField("digest", app.digest());
            json.writeEndObject();
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator json, AppFile file) throws IOException {
        switch (file) {
            case AppFile.Text(String text) -> json.writeString(text);
            case AppFile.Binary(String base64) -> {
                json.writeStartObject();
                json.writeStringField("base64", base64);
                json.writeEndObject();
            }
        }
    }
}
