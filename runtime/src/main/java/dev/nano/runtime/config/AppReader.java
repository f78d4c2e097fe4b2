package dev.nano.runtime.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nano.runtime.app.AppSpec;
import dev.nano.runtime.app.CodeSource;
import dev.nano.runtime.app.Hostname;
import dev.nano.runtime.app.Origin;
import dev.nano.runtime.isolate.Limits;
import dev.nano.runtime.outbound.Egress;
import dev.nano.runtime.text.Excerpt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the JSON object that declares one app, in the config file and in the admin API alike. */
public final class AppReader {

    private static final int LONGEST_NAME = 253;
    private static final int MOST_HOSTNAMES = 256;
    private static final int MOST_VARIABLES = 1000;
    private static final int LONGEST_VARIABLE = 256;
    /** Names and values together, in characters; a NanoApp may have as many. */
    private static final int LONGEST_ENV = 1 << 20;

    private final AppDefaults defaults;
    private final CodeReader code;
    private final Origin origin;

    /** Finds an app's code in what declares it. */
    @FunctionalInterface
    public interface CodeReader {
        /** The code, or null after saying what is wrong with {@link Fields#problem(String, String)}. */
        @Nullable
        CodeSource read(Fields app);
    }

    public AppReader(AppDefaults defaults, CodeReader code, Origin origin) {
        this.defaults = defaults;
        this.code = code;
        this.origin = origin;
    }

    /** The app, or null when something is wrong with it, which {@code app} has been told. Does not call {@link Fields#end}. */
    public @Nullable AppSpec read(Fields app) {
        String name = name(app);
        List<String> hostnames = hostnames(app, name);
        CodeSource source = code.read(app);
        Limits limits = limits(app, defaults.limits());
        Map<String, String> env = new HashMap<>(defaults.env());
        env.putAll(app.secrets("env"));
        Egress egress = egress(app);
        checkSize(app, env);
        if (name == null || hostnames.isEmpty() || source == null) {
            return null;
        }
        return new AppSpec(name, hostnames, source, limits, env, egress, origin);
    }

    /** The limits that {@code fields} sets, and {@code otherwise} for the rest. */
    static Limits limits(Fields fields, Limits otherwise) {
        int timeout = (int) otherwise.timeout().toMillis();
        return new Limits(
                Duration.ofMillis(fields.integer("timeout_ms", 1, 86_400_000, timeout)),
                fields.integer("memory_mb", 1, 65_536, otherwise.memoryMb()),
                // A buffered body is one array, which ends at 2 GiB.
                fields.integer("max_buffer_size_mb", 1, 2047, otherwise.maxBufferMb()),
                fields.integer("cpu_ms", 1, 86_400_000, otherwise.cpuMs()));
    }

    /** The destinations that {@code fields} allows. */
    static Egress egress(Fields fields) {
        List<String> entries = fields.strings("egress");
        if (entries.size() > Egress.MAX_ENTRIES) {
            fields.problem("egress", Fields.expected(entries.size() + " entries", "at most " + Egress.MAX_ENTRIES));
        }
        boolean areEntries = true;
        for (int i = 0; i < entries.size(); i++) {
            String entry = entries.get(i);
            if (!Egress.isEntry(entry)) {
                areEntries = false;
                fields.problem("egress[" + i + "]", Fields.expected(Fields.shown(entry), Egress.SYNTAX));
            }
        }
        return areEntries ? Egress.of(entries) : Egress.NONE;
    }

    private static void checkSize(Fields app, Map<String, String> env) {
        if (env.size() > MOST_VARIABLES) {
            app.problem("env", Fields.expected(env.size() + " variables", "at most " + MOST_VARIABLES));
        }
        long characters = 0;
        for (Map.Entry<String, String> variable : env.entrySet()) {
            if (variable.getKey().length() > LONGEST_VARIABLE) {
                String rule = "a name of at most " + LONGEST_VARIABLE + " characters";
                app.problem("env", Fields.expected(Excerpt.quoted(variable.getKey()), rule));
            }
            characters += variable.getKey().length() + variable.getValue().length();
        }
        if (characters > LONGEST_ENV) {
            app.problem("env", Fields.expected(characters + " characters", "at most " + LONGEST_ENV + " in all"));
        }
    }

    private static @Nullable String name(Fields app) {
        String name = app.requiredString("name");
        if (name == null) {
            return null;
        }
        if (name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            app.problem("name", Fields.expected("not usable", "up to 253 characters, no control characters"));
            return null;
        }
        return name;
    }

    private static List<String> hostnames(Fields app, @Nullable String name) {
        List<JsonNode> declared = app.oneOrMany("hostname");
        JsonNode whole = app.get("hostname");
        if (whole != null && declared.isEmpty()) {
            app.problem("hostname", Fields.expected("[]", "at least one"));
        }
        if (whole == null) {
            String rule = name == null ? null : Hostname.brokenRule(name);
            if (rule != null) {
                app.problem(
                        "hostname", Fields.expected("missing, and the name \"" + name + "\" is not a hostname", rule));
                return List.of();
            }
            return name == null ? List.of() : List.of(Hostname.normalize(name));
        }
        if (declared.size() > MOST_HOSTNAMES) {
            app.problem("hostname", Fields.expected(declared.size() + " names", "at most " + MOST_HOSTNAMES));
            return List.of();
        }
        List<String> hostnames = new ArrayList<>();
        for (int i = 0; i < declared.size(); i++) {
            JsonNode value = declared.get(i);
            String key = whole.isArray() ? "hostname[" + i + "]" : "hostname";
            String rule = value.isTextual() ? Hostname.brokenRule(value.textValue()) : Hostname.RULE;
            if (rule != null) {
                app.problem(key, Fields.expected(Fields.shown(value), rule));
                continue;
            }
            String hostname = Hostname.normalize(value.textValue());
            if (hostnames.contains(hostname)) {
                app.problem(key, Fields.expected(Fields.shown(value) + " stands there twice", "each hostname once"));
            } else {
                hostnames.add(hostname);
            }
        }
        return hostnames;
    }
}
