package dev.nano.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Code that comes from the cluster: exactly one of the two is not null. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "has(self.inline) != has(self.configMap)",
        message = "set exactly one of inline (the files themselves) and configMap (the name of a ConfigMap that holds"
                + " them)")
public record CodeSource(
        @Size(min = 1, max = 256)
        @ValidationRule(value = "'index.js' in self", message = "must have a file index.js, which the app starts with")
        @ValidationRule(
                value = "self.all(name, size(name) <= 253 && !name.matches(r'" + Rules.UNSAFE_PATH + "'))",
                messageExpression = "\"file name '\" + self.filter(name, size(name) > 253 || name.matches(r'"
                        + Rules.UNSAFE_PATH + "'))[0] + \"' " + Rules.FILE_NAME_MESSAGE + "\"",
                message = "each file name " + Rules.FILE_NAME_MESSAGE)
        @ValidationRule(
                value = "self.map(name, size(self[name])).sum() <= 1000000",
                message =
                        "must be at most 1000000 characters in all, because Kubernetes objects end at about 1 MiB; put"
                                + " larger apps on the runtime's apps volume and set path")
        @ValidationRule(
                value = "!self.exists(a, self.exists(b, b.startsWith(a + '/')))",
                message = "a name cannot be a file and a directory at once, such as lib beside lib/db.js")
        @JsonPropertyDescription(
                "The files of the app by relative path, with index.js among them; up to 256 files and 1,000,000"
                        + " characters in all. Over 256 KiB `kubectl apply` needs --server-side.")
        @Nullable
        Map<String, String> inline,

        @JsonPropertyDescription(
                "A ConfigMap whose keys are the files of the app, with index.js among them; when it changes, so does"
                        + " the app.")
        @Nullable
        ConfigMapSource configMap) {

    public CodeSource {
        inline = inline == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(inline));
    }

    /** Names the files, but leaves out what is in them. */
    @Override
    public String toString() {
        return "CodeSource[inline=" + (inline == null ? null : inline.keySet()) + ", configMap=" + configMap + "]";
    }
}
