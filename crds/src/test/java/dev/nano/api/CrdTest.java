package dev.nano.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CrdTest {

    @Test
    void theFileIsWhatTheTypesSay() throws Exception {
        String generated = Crd.generated();
        if ("write".equals(System.getProperty("crd"))) {
            Files.writeString(Crd.FILE, generated);
        }
        assertThat(Crd.FILE).as("written again by: " + Crd.COMMAND).hasContent(generated);
    }

    @Test
    void everyFieldHasASentence() throws Exception {
        JSONSchemaProps app = Serialization.unmarshal(Crd.generated(), CustomResourceDefinition.class)
                .getSpec()
                .getVersions()
                .getFirst()
                .getSchema()
                .getOpenAPIV3Schema();

        assertThat(fields("nanoapp", app).toList())
                .hasSizeGreaterThan(30)
                .allSatisfy(field -> assertThat(field.schema().getDescription())
                        .as(field.path())
                        .isNotNull()
                        .endsWith("."));
    }

    private record Field(String path, JSONSchemaProps schema) {}

    /** A schema and what is in it, as {@code kubectl explain --recursive} lists them. */
    private static Stream<Field> fields(String path, JSONSchemaProps schema) {
        JSONSchemaProps object =
                schema.getItems() == null ? schema : schema.getItems().getSchema();
        return Stream.concat(
                Stream.of(new Field(path, schema)),
                object.getProperties().entrySet().stream()
                        .flatMap(property -> fields(path + "." + property.getKey(), property.getValue())));
    }
}
