package dev.nano.runtime.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nano.runtime.app.AppSpec;
import dev.nano.runtime.app.CodeSource;
import dev.nano.runtime.app.Origin;
import dev.nano.runtime.code.CodeStore;
import dev.nano.runtime.code.StoredCode;
import dev.nano.runtime.config.AppDefaults;
import dev.nano.runtime.config.AppReader;
import dev.nano.runtime.config.Fields;
import dev.nano.runtime.config.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads a {@link Declaration} whose code lies in a file of its own. */
final class StoredDeclaration {

    private StoredDeclaration() {}

    /**
     * The app. Whether its code is what it was shows when it is loaded.
     *
     * @throws IOException when the code is not there
     * @throws AdminError when something else is wrong
     */
    static AppSpec spec(ObjectNode json, CodeStore store) throws IOException, AdminError {
        JsonNode declared = json.path("code");
        StoredCode pack = store.find(
                declared.path("sha256").asText(), declared.path("bytes").asInt());
        String digest = json.path("digest").asText();
        List<Problem> problems = new ArrayList<>();
        var fields = new Fields(json, "", problems);
        AppReader.CodeReader code = app -> {
            var _ = app.get("code");
            var _ = app.get("digest");
            return new CodeSource.Stored(pack, digest);
        };
        AppSpec spec = new AppReader(AppDefaults.NONE, code, Origin.ADMIN).read(fields);
        String quarantined = AppDocument.quarantined(fields);
        fields.end();
        if (spec == null || !problems.isEmpty()) {
            throw AdminError.invalid(problems.stream().map(Problem::toString).toList());
        }
        return spec.withQuarantined(quarantined);
    }
}
