package dev.nano.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nano.api.CodeSource;
import dev.nano.api.EnvVar;
import dev.nano.api.EnvVarSource;
import dev.nano.api.KeyRef;
import dev.nano.api.NanoApp;
import dev.nano.api.NanoAppSpec;
import dev.nano.apiserver.ApiServer;
import dev.nano.operator.OperatorSettings;
import dev.nano.operator.desired.Apps;
import dev.nano.operator.desired.Policy;
import dev.nano.operator.kube.LeaderElection;
import dev.nano.operator.kube.PodDiscovery;
import dev.nano.operator.pod.AdminToken;
import dev.nano.operator.pod.SyncSettings;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A namespace on a real API server, and what operators between it and three real runtimes are told. */
final class Scene implements AutoCloseable {

    static final Path CRD = Path.of("../crds/nanoapps.nano.dev.yaml");

    private static final Duration SETTLE = Duration.ofSeconds(2);

    final ApiServer server;
    final String namespace;
    final Path tokenFile;
    final Path operatorTokenFile;
    final Path appsFolder;
    final List<RuntimeProcess> runtimes;
    private final Runtimes pods;

    Scene(ApiServer server, Runtimes pods, String namespace) {
        this(server, pods, namespace, CRD);
    }

    /** @param crd what the API server is told that a NanoApp is */
    Scene(ApiServer server, Runtimes pods, String namespace, Path crd) {
        this.server = server;
        this.pods = pods;
        this.namespace = namespace;
        this.tokenFile = pods.tokenFile;
        this.operatorTokenFile = pods.operatorTokenFile;
        this.appsFolder = pods.appsFolder;
        this.runtimes = pods.all;
        pods.heal();
        server.apply(crd);
        namespace(namespace);
    }

    /** Undoes what a test has done to the runtimes. */
    void heal() {
        pods.heal();
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
    OperatorSettings settings(KubernetesClient client) {
        return settings(client, fixed(), null);
    }

    private OperatorSettings.Runtimes fixed() {
        return new OperatorSettings.Runtimes.Fixed(
                runtimes.stream().map(RuntimeProcess::admin).toList());
    }

    /** The same for one that finds its runtimes by label. */
    OperatorSettings settings(KubernetesClient client, String selector) {
        return settlingIn(SETTLE, client, selector);
    }

    /** The same for one that waits so long for pods that are away. */
    OperatorSettings settlingIn(Duration settle, KubernetesClient client, String selector) {
        var where = new OperatorSettings.Runtimes.Discovered(
                new PodDiscovery.Settings(namespace, selector, "http", pods.adminPort));
        return settings(client, where, null, Policy.ALLOW_ALL, Set.of(namespace), settle, () -> {});
    }

    /** The same for one that reaches its runtimes in another way. */
    OperatorSettings settings(KubernetesClient client, List<URI> endpoints) {
        return settings(client, new OperatorSettings.Runtimes.Fixed(endpoints), null);
    }

    /** The same for one of several operators. */
    OperatorSettings settings(KubernetesClient client, String identity, Duration lease) {
        return settings(client, identity, lease, () -> {});
    }

    /** The same for one that tells when it must not go on. */
    OperatorSettings settings(KubernetesClient client, String identity, Duration lease, Runnable whenDeposed) {
        var held = new LeaderElection.Settings("nano-operator", namespace, identity, lease);
        return settings(client, fixed(), held, Policy.ALLOW_ALL, Set.of(namespace), SETTLE, whenDeposed);
    }

    /** The same for one that watches more and allows less. */
    OperatorSettings settings(KubernetesClient client, Policy policy, Set<String> namespaces) {
        return settings(client, fixed(), null, policy, namespaces, SETTLE, () -> {});
    }

    private OperatorSettings settings(
            KubernetesClient client, OperatorSettings.Runtimes where, LeaderElection.@Nullable Settings lease) {
        return settings(client, where, lease, Policy.ALLOW_ALL, Set.of(namespace), SETTLE, () -> {});
    }

    private OperatorSettings settings(
            KubernetesClient client,
            OperatorSettings.Runtimes where,
            LeaderElection.@Nullable Settings lease,
            Policy policy,
            Set<String> namespaces,
            Duration settle,
            Runnable whenDeposed) {
        return new OperatorSettings(
                client,
                namespaces,
                where,
                AdminToken.file(operatorTokenFile),
                null,
                policy,
                true,
                SyncSettings.of(Duration.ofSeconds(2), settle),
                Duration.ofSeconds(1),
                "http",
                lease,
                new InetSocketAddress("127.0.0.1", 0),
                whenDeposed);
    }

    /** A client as the operator gets it, apart from the one of the tests. */
    KubernetesClient newClient() {
        return newClient(config -> config);
    }

    /** The same with other settings. */
    KubernetesClient newClient(UnaryOperator<ConfigBuilder> change) {
        var config = new ConfigBuilder(server.client().getConfiguration());
        return new KubernetesClientBuilder()
                .withConfig(change.apply(config).build())
                .build();
    }

    static NanoAppSpec inline(String hostname, String code) {
        return Apps.inline(hostname, code);
    }

    /** Code that answers with a text. */
    static String saying(String text) {
        return "export default { fetch: () => new Response('" + text + "') }";
    }

    /** An app whose code is in a ConfigMap. */
    static NanoAppSpec fromConfigMap(String hostname, String map) {
        return Apps.configMap(hostname, map);
    }

    /** An app that answers with a value of a Secret. */
    static NanoAppSpec withSecret(String hostname, String secret, String key) {
        return withSecret(hostname, secret, key, "export default { fetch: (request, env) => new Response(env.KEY) }");
    }

    /** The same with other code. */
    static NanoAppSpec withSecret(String hostname, String secret, String key, String code) {
        var variable = new EnvVar("KEY", null, new EnvVarSource(new KeyRef(secret, key), null));
        return new NanoAppSpec(
                hostname,
                null,
                new CodeSource(Map.of("index.js", code), null),
                null,
                null,
                null,
                List.of(),
                List.of(variable));
    }

    void secret(String name, String key, String value) {
        server.client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .endMetadata()
                        .addToStringData(key, value)
                        .build())
                .createOr(existing -> existing.update());
    }

    void configMap(String name, String code) {
        server.client()
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .endMetadata()
                        .addToData("index.js", code)
                        .build())
                .serverSideApply();
    }

    void deleteConfigMap(String name) {
        server.client().configMaps().inNamespace(namespace).withName(name).delete();
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

    void awaitMessage(String name, String type, String start) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(message(name, type)).startsWith(start));
    }

    void awaitReady(String... names) {
        for (String name : names) {
            awaitCondition(name, "Ready", "True Served");
        }
    }

    void awaitCondition(String name, String type, String expected) {
        awaitCondition(namespace, name, type, expected);
    }

    void awaitCondition(String where, String name, String type, String expected) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(condition(where, name, type))
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
        server.client().resources(NanoApp.class).inNamespace(namespace).delete();
    }
}
