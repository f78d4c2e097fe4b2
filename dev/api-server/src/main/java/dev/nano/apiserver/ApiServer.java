package dev.nano.apiserver;

import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A running kube-apiserver with an etcd of its own, of the release that {@code dev/api-server/go.mod} pins. There are no
 * controllers and no nodes: objects are checked, stored and watched, and nothing else becomes of them.
 *
 * <p>Tests share one through {@link ApiServerExtension}; a test that breaks its server starts another one.
 */
public final class ApiServer implements AutoCloseable {

    private final Binaries binaries;
    private final Path directory;
    private final KubeAPIServer server;
    private final Thread stop;
    private final Path kubeconfig;
    private final KubernetesClient client;

    private ApiServer(Binaries binaries, Path directory, KubeAPIServer server, Thread stop) throws IOException {
        this.binaries = binaries;
        this.directory = directory;
        this.server = server;
        this.stop = stop;
        this.kubeconfig = Files.writeString(directory.resolve("kubeconfig"), server.getKubeConfigYaml());
        this.client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(server.getKubeConfigYaml()))
                .build();
    }

    /**
     * Takes about five seconds, and minutes when its programs have to be built first.
     *
     * @param flags more command line flags of kube-apiserver, such as {@code --watch-cache=false}
     */
    public static ApiServer start(String... flags) {
        Binaries binaries = Binaries.prepared();
        try {
            // Certificates go there too. They are new each time, so that none expires.
            Path directory = Files.createTempDirectory("api-server");
            Files.createSymbolicLink(
                    directory.resolve("k8s"), binaries.directory().getParent());
            KubeAPIServer server = new KubeAPIServer(KubeAPIServerConfigBuilder.anAPIServerConfig()
                    .withTestDir(directory.toString())
                    .withApiServerVersion(binaries.version())
                    .withApiServerFlags(List.of(flags))
                    .build());
            // For a test run that is interrupted.
            Thread stop = new Thread(server::stop);
            Runtime.getRuntime().addShutdownHook(stop);
            server.start();
            return new ApiServer(binaries, directory, server, stop);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For the administrator, with paths of certificates that are there until {@link #close()}. */
    public Path kubeconfig() {
        return kubeconfig;
    }

    /** The administrator's; it is closed with the server. */
    public KubernetesClient client() {
        return client;
    }

    /** Runs kubectl as the administrator, and waits for it. */
    public Kubectl kubectl(String... arguments) {
        return Kubectl.run(binaries.kubectl(), kubeconfig, arguments);
    }

    /** Applies every object of a YAML file, and waits until the CRDs among them are served. */
    public void apply(Path file) {
        try (InputStream yaml = Files.newInputStream(file)) {
            for (HasMetadata object : client.load(yaml).items()) {
                client.resource(object).forceConflicts().serverSideApply();
                if (object instanceof CustomResourceDefinition) {
                    client.resource(object).waitUntilCondition(ApiServer::isEstablished, 30, TimeUnit.SECONDS);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isEstablished(@Nullable HasMetadata object) {
        return object instanceof CustomResourceDefinition crd
                && crd.getStatus() != null
                // At first the API server says null.
                && crd.getStatus().getConditions() != null
                && crd.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Established")
                                && condition.getStatus().equals("True"));
    }

    @Override
    public void close() {
        client.close();
        Runtime.getRuntime().removeShutdownHook(stop);
        server.stop();
        delete(directory);
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
