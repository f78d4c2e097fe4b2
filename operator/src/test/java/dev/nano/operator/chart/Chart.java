package dev.nano.operator.chart;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The chart of the checkout. */
public final class Chart {

    public static final Path FOLDER = Path.of("../helm/nano").toAbsolutePath().normalize();
    static final String RELEASE = "nano";

    /** The oldest that it is for. */
    private static final String KUBERNETES = "1.30.0";

    private Chart() {}

    static Helm helm() {
        return new Helm(FOLDER);
    }

    /** @param values a values file, or null for the defaults */
    public static String render(String namespace, @Nullable Path values) {
        return render(RELEASE, namespace, values);
    }

    static String render(String release, String namespace, @Nullable Path values) {
        TemplateCommand template =
                helm().template().withName(release).withNamespace(namespace).withKubeVersion(KUBERNETES);
        return (values == null ? template : template.withValuesFile(values)).call();
    }

    /** The objects in a rendered chart. */
    public static List<HasMetadata> objects(KubernetesClient client, String rendered) {
        return client.load(new ByteArrayInputStream(rendered.getBytes(StandardCharsets.UTF_8)))
                .items();
    }

    static List<Path> valueSets(String folder) {
        try (Stream<Path> files = Files.list(Path.of("src/test/chart", folder))) {
            return files.map(Path::toAbsolutePath).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
