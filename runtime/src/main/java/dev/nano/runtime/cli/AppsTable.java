package dev.nano.runtime.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The apps of an admin API answer in columns. */
final class AppsTable {

    private static final List<String> HEAD =
            List.of("HOSTNAME", "NAME", "STATE", "SOURCE", "REQUESTS", "ERRORS", "MEMORY", "DIGEST");
    /** Enough of a digest to tell versions apart. */
    private static final int DIGEST_LENGTH = "sha256:".length() + 12;

    private AppsTable() {}

    static String of(JsonNode apps) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        List<String> errors = new ArrayList<>();
        for (JsonNode app : apps) {
            String digest = app.path("digest").asText();
            rows.add(List.of(
                    app.path("hostname").asText(),
                    app.path("name").asText(),
                    app.path("state").asText(),
                    app.path("source").asText(),
                    app.path("requests").asText(),
                    app.path("errors").asText(),
                    Math.round(app.path("memory_percent").asDouble()) + " %",
                    digest.substring(0, Math.min(digest.length(), DIGEST_LENGTH))));
            if (app.path("error").isObject()) {
                errors.add(app.path("hostname").asText() + ": " + place(app.path("error")));
            }
        }
        StringBuilder out = new StringBuilder();
        int[] widths = widths(rows);
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 2);
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        errors.forEach(error -> out.append(error).append('\n'));
        return out.toString();
    }

    private static String place(JsonNode error) {
        StringBuilder text = new StringBuilder();
        for (String part : List.of("file", "line", "column")) {
            if (!error.path(part).isNull() && !error.path(part).isMissingNode()) {
                text.append(error.path(part).asText()).append(':');
            }
        }
        return (text.isEmpty() ? text : text.append(' '))
                + error.path("message").asText();
    }

    private static int[] widths(List<List<String>> rows) {
        int[] widths = new int[HEAD.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        return widths;
    }
}
