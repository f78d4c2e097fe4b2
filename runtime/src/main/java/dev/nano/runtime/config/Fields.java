package dev.nano.runtime.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.nano.runtime.text.Excerpt;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object while it is read. A value that is not what was asked for becomes a {@link Problem}, and so does, in
 * {@link #end}, each key that nobody asked for; reading goes on, so that all problems of a document are found at once. A
 * value of {@code null} counts as left out.
 */
public final class Fields {

    /** A document of a few megabytes could have millions. */
    private static final int MOST_PROBLEMS = 200;

    private final JsonNode object;
    private final String at;
    private final List<Problem> problems;
    private final Set<String> known = new LinkedHashSet<>();

    /**
     * @param value should be an object; anything else is a problem and reads like an empty one
     * @param at where it stands, empty for the whole document
     * @param problems gets what is wrong
     */
    public Fields(JsonNode value, String at, List<Problem> problems) {
        this.object = value;
        this.at = at;
        this.problems = problems;
        if (!value.isObject()) {
            add(Problem.of(at.isEmpty() ? "(document)" : at, expected(shown(value), "an object")));
        }
    }

    /** Where the value of {@code key} stands, for example {@code apps[3].name}. */
    public String at(String key) {
        return at.isEmpty() ? key : at + "." + key;
    }

    /** The value as it stands, or null when it was left out. Marks the key as known. */
    public @Nullable JsonNode get(String key) {
        known.add(key);
        JsonNode value = object.get(key);
        return value == null || value.isNull() ? null : value;
    }

    /** A string that is not empty, or null when it was left out or is something else. */
    public @Nullable String string(String key) {
        JsonNode value = get(key);
        return value == null ? null : string(value, at(key));
    }

    /** As {@link #string(String)}; leaving it out is a problem. */
    public @Nullable String requiredString(String key) {
        if (get(key) == null) {
            problem(key, expected("missing", "a string"));
            return null;
        }
        return string(key);
    }

    /** A whole number, or {@code otherwise} when it was left out or is something else. */
    public int integer(String key, int least, int most, int otherwise) {
        JsonNode value = get(key);
        if (value == null) {
            return otherwise;
        }
        String rule = least + " to " + most;
        if (!value.isIntegralNumber()) {
            problem(key, expected(shown(value), "a whole number, " + rule));
        } else if (!value.canConvertToInt() || value.intValue() < least || value.intValue() > most) {
            problem(key, expected(shown(value), rule));
        } else {
            return value.intValue();
        }
        return otherwise;
    }

    /** An object, or null when it was left out. */
    public @Nullable Fields object(String key) {
        JsonNode value = get(key);
        return value == null ? null : new Fields(value, at(key), problems);
    }

    /** A list, or one value that stands for a list of one, or an empty list when it was left out. */
    public List<JsonNode> oneOrMany(String key) {
        JsonNode value = get(key);
        if (value == null) {
            return List.of();
        }
        return value.isArray() ? elements(value) : List.of(value);
    }

    /** A list of anything, empty when it was left out. */
    public List<JsonNode> list(String key) {
        JsonNode value = get(key);
        if (value == null || value.isArray()) {
            return value == null ? List.of() : elements(value);
        }
        problem(key, expected(shown(value), "a list"));
        return List.of();
    }

    /** A list of strings, empty when it was left out. */
    public List<String> strings(String key) {
        List<JsonNode> values = list(key);
        List<String> strings = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            String string = string(values.get(i), at(key) + "[" + i + "]");
            if (string != null) {
                strings.add(string);
            }
        }
        return strings;
    }

    /** An object of strings that may be secrets: a wrong one is named, never shown. */
    public Map<String, String> secrets(String key) {
        JsonNode value = get(key);
        Map<String, String> secrets = new LinkedHashMap<>();
        if (value == null) {
            return secrets;
        }
        if (!value.isObject()) {
            problem(key, expected(kind(value), "an object of strings"));
        }
        value.properties().forEach(entry -> {
            if (entry.getValue().isTextual()) {
                secrets.put(entry.getKey(), entry.getValue().textValue());
            } else {
                String place = at(key) + "." + Excerpt.quoted(entry.getKey());
                add(Problem.of(place, expected(kind(entry.getValue()), "a string")));
            }
        });
        return secrets;
    }

    /** Says that something is wrong with the value of {@code key}. */
    public void problem(String key, String what) {
        add(Problem.of(at(key), what));
    }

    /** As {@link #problem(String, String)}, for one that goes away when {@code file} changes. */
    public void problem(String key, String what, SeenFile file) {
        add(new Problem(at(key), what, file));
    }

    /** Everything has been asked for: what is left is unknown. */
    public void end() {
        object.fieldNames().forEachRemaining(key -> {
            if (!known.contains(key)) {
                String meant = key.length() > Excerpt.QUOTED ? null : NearestName.of(key, known);
                String rule = meant != null ? "did you mean " + meant + "?" : "one of " + String.join(", ", known);
                add(Problem.of(
                        at(Excerpt.quoted(key)), "unknown key (" + (meant != null ? rule : "expected: " + rule) + ")"));
            }
        });
    }

    private @Nullable String string(JsonNode value, String place) {
        if (value.isTextual() && !value.textValue().isEmpty()) {
            return value.textValue();
        }
        add(Problem.of(place, expected(shown(value), value.isTextual() ? "at least one character" : "a string")));
        return null;
    }

    private static List<JsonNode> elements(JsonNode array) {
        List<JsonNode> elements = new ArrayList<>(array.size());
        array.forEach(elements::add);
        return elements;
    }

    private void add(Problem problem) {
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(problem);
        } else if (problems.size() == MOST_PROBLEMS) {
            problems.add(Problem.of("(document)", "more problems (only the first " + MOST_PROBLEMS + " are listed)"));
        }
    }

    static String expected(String found, String rule) {
        return found + " (expected: " + rule + ")";
    }

    /** The value as JSON when it is short, else what kind it is. */
    static String shown(JsonNode value) {
        boolean isLong = value.isContainerNode()
                || (value.isTextual() && value.textValue().length() > 100);
        String json = isLong ? "" : value.toString();
        return json.isEmpty() || json.length() > 100 ? kind(value) : json;
    }

    static String shown(String value) {
        return shown(TextNode.valueOf(value));
    }

    private static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT, POJO -> "an object";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case STRING, BINARY -> "a string";
            case NULL, MISSING -> "null";
        };
    }
}
