package dev.nano.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nano.api.CodeSource;
import dev.nano.api.NanoApp;
import dev.nano.api.NanoAppSpec;
import dev.nano.apiserver.ApiServer;
import dev.nano.operator.NanoOperator;
import dev.nano.operator.desired.Policy;
import dev.nano.operator.kube.PodDiscovery;
import dev.nano.operator.pod.AdminToken;
import dev.nano.operator.pod.SyncSettings;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A namespace on a real API server, three real runtimes, and an operator between them. */
final class Scene implements AutoCloseable {

    static final String TOKEN = "scene-token";
    private static final Path CRD = Path.of("../crds/nanoapps.nano.dev.yaml");
    private static final int RUNTIMES = 3;

    final ApiServer server;
    final String namespace;
    final Path tokenFile;
    final Path appsFolder;
    final int adminPort;
    final List<RuntimeProcess> runtimes;

    Scene(ApiServer server, String namespace, Path folder) {
        this.server = server;
        this.namespace = namespace;
        this.tokenFile = folder.resolve("token");
        this.appsFolder = folder.resolve("apps");
        try {
            Files.writeString(tokenFile, TOKEN);
            Files.createDirectories(appsFolder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.apply(CRD);
        namespace(namespace);
        // All on one port, as pods are.
        adminPort = RuntimeProcess.freePort();
        runtimes = IntStream.rangeClosed(1, RUNTIMES)
                .mapToObj(i -> new RuntimeProcess(tokenFile, appsFolder, "127.0.0." + i, adminPort).start())
                .toList();
        runtimes.forEach(RuntimeProcess::awaitAlive);
    }

    void namespace(String name) {
        server.client()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .serverSideApply();
    }

    /** What an operator of this namespace is told. */
    NanoOperator.Settings settings(KubernetesClient client) {
        return settings(client, fixed(), null);
    }

    private NanoOperator.Runtimes fixed() {
        return new NanoOperator.Runtimes.Fixed(
                runtimes.stream().map(RuntimeProcess::admin).toList());
    }

    /** The same for one that finds its runtimes by label. */
    NanoOperator.Settings settings(KubernetesClient client, String selector) {
        var pods = new PodDiscovery.Settings(namespace, selector, "http", adminPort);
        return settings(client, new NanoOperator.Runtimes.Discovered(pods), null);
    }

    /** The same for one of several operators. */
    NanoOperator.Settings settings(KubernetesClient client, String identity, Duration lease) {
        return settings(client, fixed(), new NanoOperator.Lease("nano-operator", namespace, identity, lease));
    }

    /** The same for one that watches more and allows less. */
    NanoOperator.Settings settings(KubernetesClient client, Policy policy, Set<String> namespaces) {
        return settings(client, fixed(), null, policy, namespaces);
    }

    private NanoOperator.Settings settings(
            KubernetesClient client, NanoOperator.Runtimes where, NanoOperator.@Nullable Lease lease) {
        return settings(client, where, lease, Policy.ALLOW_ALL, Set.of(namespace));
    }

    private NanoOperator.Settings settings(
            KubernetesClient client,
            NanoOperator.Runtimes where,
            NanoOperator.@Nullable Lease lease,
            Policy policy,
            Set<String> namespaces) {
        return new NanoOperator.Settings(
                client,
                namespaces,
                where,
                AdminToken.file(tokenFile),
                policy,
                true,
                SyncSettings.of(Duration.ofSeconds(2), Duration.ofSeconds(2)),
                Duration.ofSeconds(1),
                "http",
                lease,
                new InetSocketAddress("127.0.0.1", 0),
                () -> {});
    }

    /** A client as the operator gets it, apart from the one of the tests. */
    KubernetesClient newClient() {
        return new KubernetesClientBuilder()
                .withConfig(server.client().getConfiguration())
                .build();
    }

    static NanoAppSpec inline(String hostname, String code) {
        return new NanoAppSpec(hostname, null, new CodeSource(Map.of("index.js", code), null), null, null, List.of());
    }

    /** Code that answers with a text. */
    static String saying(String text) {
        return "export default { fetch: () => new Response('" + text + "') }";
    }

    NanoApp apply(String name, NanoAppSpec spec) {
        return apply(namespace, name, spec);
    }

    NanoApp apply(String where, String name, NanoAppSpec spec) {
        var app = new NanoApp();
        app.setMetadata(
                new ObjectMetaBuilder().withName(name).withNamespace(where).build());
        app.setSpec(spec);
        return server.client().resource(app).forceConflicts().serverSideApply();
    }

    Resource<NanoApp> app(String name) {
        return server.client().resources(NanoApp.class).inNamespace(namespace).withName(name);
    }

    void delete(String... names) {
        for (String name : names) {
            app(name).delete();
        }
    }

    /** {@code True Served} and the like, once the status speaks of the present generation; else {@code old}. */
    String condition(String name, String type) {
        return condition(namespace, name, type);
    }

    String condition(String where, String name, String type) {
        NanoApp app = server.client()
                .resources(NanoApp.class)
                .inNamespace(where)
                .withName(name)
                .get();
        if (app == null
                || app.getStatus() == null
                || !app.getMetadata().getGeneration().equals(app.getStatus().observedGeneration())) {
            return "old";
        }
        Condition condition = app.getStatus().conditions().stream()
                .filter(c -> c.getType().equals(type))
                .findFirst()
                .orElseThrow();
        return condition.getStatus() + " " + condition.getReason();
    }

    String message(String name, String type) {
        return app(name).get().getStatus().conditions().stream()
                .filter(c -> c.getType().equals(type))
                .findFirst()
                .orElseThrow()
                .getMessage();
    }

    void awaitReady(String... names) {
        for (String name : names) {
            awaitCondition(name, "Ready", "True Served");
        }
    }

    void awaitCondition(String name, String type, String expected) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(condition(name, type))
                        .as("%s of %s", type, name)
                        .isEqualTo(expected));
    }

    /** Every runtime answers so. */
    void awaitAnswer(String hostname, String answer) {
        awaitAnswer(runtimes, hostname, answer);
    }

    void awaitAnswer(List<RuntimeProcess> some, String hostname, String answer) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            for (RuntimeProcess runtime : some) {
                assertThat(runtime.get(hostname))
                        .as("%s on %s", hostname, runtime.name())
                        .startsWith(answer);
            }
        });
    }

    @Override
    public void close() {
        runtimes.forEach(RuntimeProcess::close);
        server.client().resources(NanoApp.class).inNamespace(namespace).delete();
    }
}
