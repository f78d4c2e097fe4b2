package dev.nano.operator.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nano.api.NanoApp;
import dev.nano.apiserver.ApiServer;
import dev.nano.apiserver.ApiServerExtension;
import dev.nano.apiserver.Kubectl;
import dev.nano.operator.NanoOperator;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every example for Kubernetes does what the comment at its head says. */
@ExtendWith({ApiServerExtension.class, RuntimesExtension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExamplesIT {

    private static final String NAMESPACE = "examples";

    private Scene scene;
    private KubernetesClient client;
    private NanoOperator operator;

    @BeforeAll
    void start(ApiServer server, Runtimes runtimes) throws Exception {
        scene = new Scene(server, runtimes, NAMESPACE);
        copyToTheAppsVolume("hello");
        client = scene.newClient();
        operator = NanoOperator.start(scene.settings(client));
    }

    @AfterAll
    void stop() {
        operator.close();
        client.close();
        scene.close();
    }

    private void copyToTheAppsVolume(String app) throws IOException {
        Path from = Example.ROOT.resolve("examples/apps").resolve(app);
        Path to = Files.createDirectories(scene.appsFolder.resolve(NAMESPACE).resolve(app));
        Files.copy(from.resolve("index.js"), to.resolve("index.js"));
    }

    static Stream<Example> examples() throws IOException {
        return Example.all();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void itAnswersAsItSays(Example example) {
        List<String> what = example.arguments();
        assertThat(what).as("a line of %s that applies it", example).isNotNull();
        assertThat(example.asks())
                .as("lines of %s that ask for it and tell the answer", example)
                .isNotEmpty();

        kubectl("apply", what);

        for (NanoApp app : scene.server
                .client()
                .resources(NanoApp.class)
                .inNamespace(NAMESPACE)
                .list()
                .getItems()) {
            scene.awaitReady(app.getMetadata().getName());
        }
        for (Example.Ask ask : example.asks()) {
            for (RuntimeProcess runtime : scene.runtimes) {
                assertThat(runtime.get(ask.hostname()))
                        .as("%s on %s", ask.hostname(), runtime.name())
                        .matches(ask.pattern());
            }
        }
        kubectl("delete", what);
    }

    private void kubectl(String verb, List<String> what) {
        List<String> arguments = new ArrayList<>(List.of(verb, "--namespace=" + NAMESPACE));
        arguments.addAll(what);
        Kubectl kubectl = scene.server.kubectl(arguments.toArray(String[]::new));
        assertThat(kubectl.status()).as(kubectl.output()).isZero();
    }
}
