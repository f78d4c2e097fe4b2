package dev.nano.runtime.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.nano.runtime.app.AppSpec;
import dev.nano.runtime.app.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the config file; see docs/config.md for its keys. */
public final class ConfigFile {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final SeenFile file;
    private final List<Problem> problems = new ArrayList<>();
    /** Where each name and each hostname was first declared. */
    private final Map<String, String> names = new HashMap<>();

    private final Map<String, String> hostnames = new HashMap<>();

    private ConfigFile(SeenFile file) {
        this.file = file;
    }

    /** Reads the file and looks at the directories that it names. */
    public static ConfigRead read(Path file) {
        SeenFile seen = SeenFile.now(file.toAbsolutePath().normalize());
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(seen.path());
        } catch (NoSuchFileException e) {
            return ConfigProblems.of(seen, "there is no such file");
        } catch (IOException e) {
            return ConfigProblems.of(seen, "cannot be read: " + e);
        }
        return parse(seen, bytes);
    }

    private static ConfigRead parse(SeenFile file, byte[] bytes) {
        try {
            JsonNode document = JSON.readTree(bytes);
            if (document.isMissingNode()) {
                return ConfigProblems.of(file, "is empty (expected: a JSON object)");
            }
            return new ConfigFile(file).read(document);
        } catch (JsonProcessingException e) {
            JsonLocation place = e.getLocation();
            String where = place == null ? "" : ":" + place.getLineNr() + ":" + place.getColumnNr();
            return new ConfigProblems(
                    file, List.of(Problem.of(file.path() + where, "is not JSON: " + JsonReason.of(e))));
        } catch (IOException e) {
            throw new AssertionError("reading from memory does not fail", e);
        }
    }

    private ConfigRead read(JsonNode document) {
        var fields = new Fields(document, "", problems);
        Config.Listener listener = ListenerReader.read(fields, folder());
        AppDefaults defaults = defaults(fields.object("defaults"));
        List<AppSpec> apps = apps(fields, defaults);
        String defaultApp = fields.string("default_app");
        if (defaultApp != null && !names.containsKey(defaultApp)) {
            fields.problem("default_app", Fields.expected("\"" + defaultApp + "\"", "the name of one of the apps"));
        }
        fields.end();
        return problems.isEmpty()
                ? new Config(file, listener, apps, defaultApp, defaults.egress())
                : new ConfigProblems(file, problems);
    }

    private Path folder() {
        Path parent = file.path().getParent();
        return parent != null ? parent : file.path();
    }

    private static AppDefaults defaults(@Nullable Fields fields) {
        if (fields == null) {
            return AppDefaults.NONE;
        }
        var defaults = new AppDefaults(
                AppReader.limits(fields, AppDefaults.NONE.limits()), fields.secrets("env"), AppReader.egress(fields));
        fields.end();
        return defaults;
    }

    private List<AppSpec> apps(Fields fields, AppDefaults defaults) {
        var reader = new AppReader(defaults, new AppFolder(folder(), true), Origin.CONFIG);
        List<AppSpec> apps = new ArrayList<>();
        List<JsonNode> declared = fields.list("apps");
        for (int i = 0; i < declared.size(); i++) {
            var app = new Fields(declared.get(i), "apps[" + i + "]", problems);
            if (!declared.get(i).isObject()) {
                continue;
            }
            AppSpec spec = reader.read(app);
            app.end();
            JsonNode name = app.get("name");
            if (name != null && name.isTextual()) {
                isFirst(names, name.textValue(), app, "name");
            }
            if (spec != null && areFirst(spec, app)) {
                apps.add(spec);
            }
        }
        return apps;
    }

    private boolean areFirst(AppSpec spec, Fields app) {
        boolean allFirst = true;
        for (String hostname : spec.hostnames()) {
            allFirst &= isFirst(hostnames, hostname, app, "hostname");
        }
        return allFirst;
    }

    private static boolean isFirst(Map<String, String> seen, String value, Fields app, String key) {
        String other = seen.putIfAbsent(value, app.at(key));
        if (other != null) {
            app.problem(key, Fields.expected("\"" + value + "\", as " + other, "each " + key + " once"));
        }
        return other == null;
    }
}
