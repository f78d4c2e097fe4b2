package dev.nano.operator.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.Release;
import dev.nano.api.NanoApp;
import dev.nano.apiserver.ApiServer;
import dev.nano.apiserver.ApiServerExtension;
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
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The chart against a real API server. */
@ExtendWith(ApiServerExtension.class)
class ChartIT {

    /** Of types that a plain API server does not have. */
    private static final Set<String> FOREIGN = Set.of("ServiceMonitor", "HTTPRoute");

    static List<Path> valid() {
        return Chart.valueSets("valid");
    }

    @ParameterizedTest
    @MethodSource("valid")
    void theApiServerTakesEveryObjectAndThePodsAreRestricted(Path values, ApiServer server) {
        KubernetesClient client = server.client();
        // Of value sets that watch namespaces.
        List.of("chart", "team-a", "team-b").forEach(name -> namespace(client, name));
        for (HasMetadata object : Chart.objects(client, Chart.render("chart", values))) {
            if (FOREIGN.contains(object.getKind())) {
                continue;
            }
            HasMetadata dryRun =
                    client.resource(object).dryRun().forceConflicts().serverSideApply();
            assertThat(dryRun.getMetadata().getName()).isNotBlank();
            Pod pod = pod(object);
            if (pod != null) {
                assertThat(client.resource(pod).dryRun().create()).isNotNull();
            }
        }
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

        Release installed = withJobs(
                server,
                namespace,
                () -> Chart.helm()
                        .install()
                        .withName(Chart.RELEASE)
                        .withNamespace(namespace)
                        .withKubeConfig(server.kubeconfig())
                        .withTimeout(120)
                        .call());
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
                        .withTimeout(120)
                        .call());
        assertThat(upgraded.getRevision()).isEqualTo("2");
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

    private static Secret secret(KubernetesClient client, String namespace, String name) {
        Secret secret = client.secrets().inNamespace(namespace).withName(name).get();
        assertThat(secret).as(name).isNotNull();
        return secret;
    }

    /** There is no controller for Jobs here, so that the test does what their pods would do, with what they may do. */
    private static Release withJobs(ApiServer server, String namespace, java.util.function.Supplier<Release> helm) {
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
                    secrets.ensureCertificate(
                            "nano-admin-tls", List.of("nano-runtime." + namespace + ".svc", "localhost"));
                }
                job.editStatus(ChartIT::completed);
            }
            return release.join();
        }
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
