package dev.nano.operator.kube;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads objects without what nobody here looks at and what may hold an app's code twice more: managed fields, and kubectl's copy
 * of all that was applied. They are left out while an object is read, because what informers have in their caches belongs to all
 * threads and is never changed.
 */
public final class SlimObjects {

    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    private SlimObjects() {}

    /** For a client that never writes back what it has read. */
    public static KubernetesSerialization serialization() {
        var mapper = new ObjectMapper();
        mapper.addMixIn(ObjectMeta.class, Metadata.class);
        return new KubernetesSerialization(mapper, true);
    }

    /** Annotates the fields of {@link ObjectMeta}. */
    abstract static class Metadata {

        @JsonDeserialize(using = Annotations.class)
        @Nullable
        Map<String, String> annotations;

        @JsonDeserialize(using = ManagedFields.class)
        @Nullable
        List<ManagedFieldsEntry> managedFields;
    }

    private static final class Annotations extends StdDeserializer<Map<String, String>> {

        private static final long serialVersionUID = 1;

        Annotations() {
            super(Map.class);
        }

        @Override
        public Map<String, String> deserialize(JsonParser json, DeserializationContext context) throws IOException {
            Map<String, String> annotations = new LinkedHashMap<>();
            if (json.currentToken() == JsonToken.START_OBJECT) {
                json.nextToken();
            }
            for (; json.currentToken() == JsonToken.FIELD_NAME; json.nextToken()) {
                String name = json.currentName();
                // A value that is not asked for is not read into memory.
                json.nextToken();
                if (!name.equals(LAST_APPLIED)) {
                    annotations.put(name, json.getValueAsString());
                }
            }
            return annotations;
        }
    }

    private static final class ManagedFields extends StdDeserializer<List<ManagedFieldsEntry>> {

        private static final long serialVersionUID = 1;

        ManagedFields() {
            super(List.class);
        }

        @Override
        public List<ManagedFieldsEntry> deserialize(JsonParser json, DeserializationContext context)
                throws IOException {
            json.skipChildren();
            return List.of();
        }
    }
}
