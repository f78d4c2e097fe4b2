package dev.nano.api;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;

/** The CRD as the types say it should be: what Fabric8's generator makes of them, and the little it cannot express. */
final class Crd implements CRDPostProcessor {

    static final Path FILE = Path.of("nanoapps.nano.dev.yaml");

    /** Writes {@link #FILE}, by {@link CrdTest}. */
    static final String COMMAND = "./mvnw -q -pl crds -am test -Dcrd=write";

    private static final String HEADER = "# Made from the types in crds/src/main/java by: " + COMMAND;

    private static final List<String> COLUMNS = Arrays.stream(
                    NanoApp.class.getAnnotationsByType(AdditionalPrinterColumn.class))
            .map(AdditionalPrinterColumn::name)
            .toList();

    private Crd() {}

    static String generated() throws IOException {
        ByteArrayOutputStream yaml = new ByteArrayOutputStream();
        new CRDGenerator()
                .customResourceClasses(NanoApp.class)
                .forCRDVersions("v1")
                .withPostProcessor(new Crd())
                .withOutput(new CRDGenerator.CRDOutput<ByteArrayOutputStream>() {
                    @Override
                    public ByteArrayOutputStream outputFor(String name) {
                        return yaml;
                    }

                    @Override
                    public void close() {}
                })
                .detailedGenerate();
        return yaml.toString(StandardCharsets.UTF_8).replaceFirst("#.*", HEADER);
    }

    @Override
    public HasMetadata process(HasMetadata generated, String crdSpecVersion) {
        CustomResourceDefinition crd = (CustomResourceDefinition) generated;
        for (CustomResourceDefinitionVersion version : crd.getSpec().getVersions()) {
            // The generator sorts columns by their path; they should stand in the order of the annotations.
            version.getAdditionalPrinterColumns()
                    .sort(Comparator.comparingInt(column -> COLUMNS.indexOf(column.getName())));
            describe(version.getSchema().getOpenAPIV3Schema());
        }
        return crd;
    }

    private static void describe(JSONSchemaProps app) {
        dropRepeatedRules(app);
        app.setDescription("One JavaScript app, which every runtime pod serves under a hostname.");
        JSONSchemaProps spec = app.getProperties().get("spec");
        spec.setDescription("What to serve, and where.");
        app.setRequired(List.of("spec"));
        JSONSchemaProps env = spec.getProperties().get("env");
        env.setXKubernetesListType("map");
        env.setXKubernetesListMapKeys(List.of("name"));
        // Without it the API server takes the rule for these entries for too costly.
        spec.getProperties().get("egress").getItems().getSchema().setMaxLength(300L);

        JSONSchemaProps status = app.getProperties().get("status");
        status.setDescription("What the operator has seen; it alone writes here.");
        JSONSchemaProps conditions = status.getProperties().get("conditions");
        conditions.setXKubernetesListType("map");
        conditions.setXKubernetesListMapKeys(List.of("type"));
        conditions.getItems().setSchema(condition());
    }

    /** What annotates a component of a record annotates its field and its accessor, and the generator counts both. */
    private static void dropRepeatedRules(JSONSchemaProps schema) {
        schema.setXKubernetesValidations(new ArrayList<>(new LinkedHashSet<>(schema.getXKubernetesValidations())));
        schema.getProperties().values().forEach(Crd::dropRepeatedRules);
        if (schema.getItems() != null) {
            dropRepeatedRules(schema.getItems().getSchema());
        }
    }

    /** {@code metav1.Condition}, of whose rules and words the generator knows nothing. */
    private static JSONSchemaProps condition() {
        return Serialization.unmarshal(Crd.class.getResourceAsStream("condition.yaml"), JSONSchemaProps.class);
    }
}
