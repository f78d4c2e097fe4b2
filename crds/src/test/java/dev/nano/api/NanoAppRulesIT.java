package dev.nano.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nano.apiserver.ApiServer;
import dev.nano.apiserver.ApiServerExtension;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a real API server makes of NanoApps. */
@ExtendWith(ApiServerExtension.class)
class NanoAppRulesIT {

    private static final Path FILES = Path.of("src/test/nanoapps");

    private final KubernetesClient client;

    NanoAppRulesIT(ApiServer server) {
        server.apply(Crd.FILE);
        client = server.client();
    }

    static Stream<NanoAppFile> valid() {
        return NanoAppFile.in(FILES.resolve("valid"));
    }

    static Stream<NanoAppFile> invalid() {
        return NanoAppFile.in(FILES.resolve("invalid"));
    }

    @ParameterizedTest
    @MethodSource("valid")
    void whatIsRightIsAcceptedAndTheTypesReadAndWriteAllOfIt(NanoAppFile file) {
        GenericKubernetesResource accepted = create(file.read());

        NanoApp typed = convert(accepted, NanoApp.class);
        assertThat(convert(typed, GenericKubernetesResource.class).<Object>get("spec"))
                .usingRecursiveComparison()
                // A number of bytes comes back as a string, which means the same.
                .withEqualsForFields((a, b) -> a.toString().equals(b.toString()), "memory")
                .isEqualTo(file.read().<Object>get("spec"));
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void whatIsWrongIsRefusedWithAMessageThatTellsTheFix(NanoAppFile file) {
        assertThat(file.messages())
                .as("lines of %s that tell what the API server says", file)
                .isNotEmpty();
        assertThatThrownBy(() -> create(file.read()))
                .isInstanceOf(KubernetesClientException.class)
                .satisfies(refused ->
                        assertThat(refused.getMessage()).as("%s", file).contains(file.messages()));
    }

    @Test
    void anAppThatIsTooLargeIsToldWhereToGo() {
        String half = "x".repeat(500_001);
        assertThatThrownBy(() -> create(inline(Map.of("index.js", half, "more.js", half))))
                .hasMessageContaining(
                        "must be at most 1000000 characters in all, because Kubernetes objects end at about 1 MiB;"
                                + " put larger apps on the runtime's apps volume and set path");
        assertThat(create(inline(Map.of("index.js", "x".repeat(1_000_000))))
                        .getMetadata()
                        .getName())
                .isEqualTo("inline");
    }

    @Test
    void valuesOfTheEnvironmentCountTowardsTheSizeToo() {
        List<EnvVar> env = Stream.iterate(0, i -> i + 1)
                .limit(8)
                .map(i -> new EnvVar("V" + i, "x".repeat(125_001), null))
                .toList();
        NanoAppSpec spec = new NanoAppSpec("large.example.com", "large", null, null, null, null, List.of(), env);
        assertThatThrownBy(() -> create(app("large", spec)))
                .hasMessageContaining("source.inline and the values of env must be at most 1000000 characters in all");
    }

    @Test
    void anAppOfTooManyFilesIsRefused() {
        Map<String, String> files = new HashMap<>(Map.of("index.js", ""));
        for (int i = 0; i < 256; i++) {
            files.put(i + ".js", "");
        }
        assertThatThrownBy(() -> create(inline(files)))
                .hasMessageContaining("spec.source.inline: Too many: 257: must have at most 256 items");
    }

    @Test
    void anEnvironmentThatIsTooLongIsRefused() {
        List<EnvVar> env = Stream.iterate(0, i -> i + 1)
                .limit(257)
                .map(i -> new EnvVar("V" + i, "", null))
                .toList();
        NanoAppSpec spec = new NanoAppSpec("many.example.com", "many", null, null, null, null, List.of(), env);
        assertThatThrownBy(() -> create(app("many", spec)))
                .hasMessageContaining("spec.env: Too many: 257: must have at most 256 items");
    }

    private GenericKubernetesResource inline(Map<String, String> files) {
        return app(
                "inline",
                new NanoAppSpec(
                        "inline.example.com",
                        null,
                        new CodeSource(files, null),
                        null,
                        null,
                        null,
                        List.of(),
                        List.of()));
    }

    private GenericKubernetesResource app(String name, NanoAppSpec spec) {
        NanoApp app = new NanoApp();
        app.setMetadata(new ObjectMetaBuilder().withName(name).build());
        app.setSpec(spec);
        return convert(app, GenericKubernetesResource.class);
    }

    private <T> T convert(Object from, Class<T> to) {
        return client.getKubernetesSerialization().convertValue(from, to);
    }

    /** As kubectl does it: an unknown field is an error. Nothing stays. */
    private GenericKubernetesResource create(GenericKubernetesResource app) {
        return client.resource(app)
                .inNamespace("default")
                .dryRun()
                .fieldValidation(Validation.STRICT)
                .create();
    }
}
