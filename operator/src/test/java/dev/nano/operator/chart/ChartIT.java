package dev.nano.operator.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.Release;
import dev.nano.api.NanoApp;
import dev.nano.apiserver.ApiServer;
import dev.nano.apiserver.ApiServerExtension;
import dev.nano.apiserver.Kubectl;
import dev.nano.operator.setup.AdminSecrets;
import dev.nano.operator.setup.CrdInstaller;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The chart against a real API server. */
@ExtendWith(ApiServerExtension.class)
class ChartIT {

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path folder;

    /** Types that a plain API server does not have. */
    @BeforeAll
    static void crds(ApiServer server) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/crds"))) {
            files.forEach(server::apply);
        }
    }

    static List<Path> valid() {
        return Chart.valueSets("valid");
    }

    @ParameterizedTest
    @MethodSource("valid")
    void theApiServerTakesEveryObjectAndThePodsAreRestricted(Path values, ApiServer server) throws IOException {
        dryRun(server, Chart.render("chart", values));
    }

    /** Numbers and booleans to YAML, too many dots for a Service, and one that is cut off at two hyphens. */
    @ParameterizedTest
    @ValueSource(strings = {"true", "123", "1e5", "my.release", "a-release-with-a-name-that-is-cut-off-right-be--hind"})
    void theApiServerTakesTheObjectsOfEveryReleaseName(String release, ApiServer server) throws IOException {
        dryRun(server, Chart.render(release, "chart", null));
    }

    /** As kubectl does it, which takes no number for a text, as the client here would. */
    private void dryRun(ApiServer server, String rendered) throws IOException {
        List<HasMetadata> objects = Chart.objects(server.client(), rendered);
        objects.stream()
                .map(object -> object.getMetadata().getNamespace())
                .filter(Objects::nonNull)
                .distinct()
                .forEach(name -> namespace(server.client(), name));
        Path manifest = Files.writeString(folder.resolve("manifest.yaml"), rendered);
        Kubectl apply = server.kubectl(
                "apply",
                "--server-side",
                "--force-conflicts",
                "--dry-run=server",
                "--validate=strict",
                "-f",
                "" + manifest);
        assertThat(apply.status()).as("%s", apply.output()).isZero();
        for (HasMetadata object : objects) {
            Pod pod = pod(object);
            if (pod != null) {
                assertThat(server.client().resource(pod).dryRun().create()).isNotNull();
            }
        }
    }

    /** What it would add would be a difference to what is rendered for ever, to whoever compares the two as Argo CD does. */
    @ParameterizedTest
    @ValueSource(strings = {"gateway.yaml", "monitoring.yaml"})
    void theApiServerAddsNothingToCustomResources(String values, ApiServer server) {
        namespace(server.client(), "chart");
        List<HasMetadata> custom = Chart.objects(
                        server.client(),
                        Chart.render(
                                "chart", Path.of("src/test/chart/valid", values).toAbsolutePath()))
                .stream()
                .filter(object -> Set.of("HTTPRoute", "ServiceMonitor").contains(object.getKind()))
                .toList();
        assertThat(custom).isNotEmpty().allSatisfy(object -> {
            JsonNode stored =
                    JSON.valueToTree(server.client().resource(object).dryRun().create());
            JsonNode rendered = JSON.valueToTree(object);
            assertThat(stored.get("spec")).isEqualTo(rendered.get("spec"));
        });
    }

    /** Where the Pod Security Standard "restricted" is enforced on pods. */
    private static void namespace(KubernetesClient client, String name) {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                        .endMetadata()
                        .build())
                .serverSideApply();
    }

    /** What a controller would make of it. */
    private static @Nullable Pod pod(HasMetadata object) {
        PodTemplateSpec template = switch (object) {
            case Deployment deployment -> deployment.getSpec().getTemplate();
            case Job job -> job.getSpec().getTemplate();
            default -> null;
        };
        return template == null
                ? null
                : new PodBuilder()
                        .withNewMetadata()
                        .withName(object.getMetadata().getName())
                        .withNamespace("chart")
                        .withLabels(template.getMetadata().getLabels())
                        .endMetadata()
                        .withSpec(template.getSpec())
                        .build();
    }

    @Test
    void installsUpgradesAndUninstallsAndKeepsWhatHoldsData(ApiServer server) {
        KubernetesClient client = server.client();
        String namespace = "chart-install";
        namespace(client, namespace);

        Release installed = withJobs(server, namespace, () -> install(server, namespace));
        assertThat(installed.getStatus()).isEqualTo("deployed");
        assertThat(client.apps()
                        .deployments()
                        .inNamespace(namespace)
                        .withName("nano-runtime")
                        .get())
                .isNotNull();
        Secret token = secret(client, namespace, "nano-admin-token");
        Secret tls = secret(client, namespace, "nano-admin-tls");
        assertThat(token.getData()).containsOnlyKeys("token");
        assertThat(tls.getData()).containsOnlyKeys("tls.crt", "tls.key", "ca.crt");

        Release upgraded = withJobs(
                server,
                namespace,
                () -> Chart.helm()
                        .upgrade()
                        .withName(Chart.RELEASE)
                        .withNamespace(namespace)
                        .withKubeConfig(server.kubeconfig())
                        .set("runtime.replicas", 3)
                        .set("metrics.serviceMonitor.enabled", true)
                        .set("networkPolicy.enabled", false)
                        .withTimeout(120)
                        .call());
        assertThat(upgraded.getRevision()).isEqualTo("2");
        assertThat(secret(client, namespace, "nano-metrics-token").getData())
                .containsOnlyKeys("token")
                .isNotEqualTo(token.getData());
        assertThat(secret(client, namespace, "nano-admin-token")).isEqualTo(token);
        assertThat(secret(client, namespace, "nano-admin-tls")).isEqualTo(tls);

        Helm.uninstall(Chart.RELEASE)
                .withNamespace(namespace)
                .withKubeConfig(server.kubeconfig())
                .call();
        assertThat(client.apps().deployments().inNamespace(namespace).list().getItems())
                .isEmpty();
        assertThat(client.resources(NanoApp.class).inAnyNamespace().list()).isNotNull();
        assertThat(secret(client, namespace, "nano-admin-token")).isEqualTo(token);
        // What the job may do is gone with it.
        assertThat(client.rbac().clusterRoles().list().getItems())
                .noneMatch(role -> role.getMetadata().getName().endsWith("nano-setup"));
    }

    /** There is no autoscaler here: the test scales in its stead. */
    @Test
    void theAutoscalerTakesOverAsManyReplicasAsThereAre(ApiServer server) {
        String namespace = "chart-autoscaling";
        namespace(server.client(), namespace);
        var deployment =
                server.client().apps().deployments().inNamespace(namespace).withName("nano-runtime");
        withJobs(server, namespace, () -> install(server, namespace));
        deployment.scale(6);

        withJobs(server, namespace, () -> autoscale(server, namespace));
        assertThat(deployment.get().getSpec().getReplicas()).isEqualTo(6);

        deployment.scale(4);
        withJobs(server, namespace, () -> autoscale(server, namespace));
        assertThat(deployment.get().getSpec().getReplicas()).isEqualTo(4);
    }

    private static Release autoscale(ApiServer server, String namespace) {
        return Chart.helm()
                .upgrade()
                .withName(Chart.RELEASE)
                .withNamespace(namespace)
                .withKubeConfig(server.kubeconfig())
                .set("runtime.autoscaling.enabled", true)
                .withTimeout(120)
                .call();
    }

    private static Release install(ApiServer server, String namespace) {
        return Chart.helm()
                .install()
                .withName(Chart.RELEASE)
                .withNamespace(namespace)
                .withKubeConfig(server.kubeconfig())
                .withTimeout(120)
                .call();
    }

    private static Secret secret(KubernetesClient client, String namespace, String name) {
        Secret secret = client.secrets().inNamespace(namespace).withName(name).get();
        assertThat(secret).as(name).isNotNull();
        return secret;
    }

    /** There is no controller for Jobs here, so that the test does what their pods would do, with what they may do. */
    private static Release withJobs(ApiServer server, String namespace, Supplier<Release> helm) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<Release> release = CompletableFuture.supplyAsync(helm, threads);
            KubernetesClient client = server.client();
            var job = client.batch().v1().jobs().inNamespace(namespace).withName("nano-setup");
            await().atMost(Duration.ofSeconds(60)).until(() -> release.isDone() || isNew(job.get()));
            if (!release.isDone()) {
                try (KubernetesClient own = as(server, namespace, "nano-setup")) {
                    new CrdInstaller(own).apply();
                    var secrets = new AdminSecrets(own, namespace, Map.of());
                    secrets.ensureToken("nano-admin-token");
                    argument(job.get(), "--metrics-token-secret=").ifPresent(secrets::ensureToken);
                    secrets.ensureCertificate(
                            "nano-admin-tls", List.of("nano-runtime." + namespace + ".svc", "localhost"));
                }
                job.editStatus(ChartIT::completed);
            }
            return release.join();
        }
    }

    private static Optional<String> argument(Job job, String option) {
        return job.getSpec().getTemplate().getSpec().getContainers().stream()
                .flatMap(container -> container.getArgs().stream())
                .filter(argument -> argument.startsWith(option))
                .map(argument -> argument.substring(option.length()))
                .findAny();
    }

    private static boolean isNew(@Nullable Job job) {
        return job != null && job.getStatus().getCompletionTime() == null;
    }

    private static Job completed(Job job) {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        var status = new JobBuilder(job)
                .editOrNewStatus()
                .withStartTime(now)
                .withCompletionTime(now)
                .withSucceeded(1);
        for (String type : List.of("SuccessCriteriaMet", "Complete")) {
            status = status.addNewCondition()
                    .withType(type)
                    .withStatus("True")
                    .withLastTransitionTime(now)
                    .endCondition();
        }
        return status.endStatus().build();
    }

    /** A client with the rights of a service account. */
    private static KubernetesClient as(ApiServer server, String namespace, String account) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(server.client().getConfiguration())
                        .withImpersonateUsername("system:serviceaccount:" + namespace + ":" + account)
                        .withImpersonateGroups("system:serviceaccounts", "system:authenticated")
                        .withNamespace(namespace)
                        .build())
                .build();
    }
}
