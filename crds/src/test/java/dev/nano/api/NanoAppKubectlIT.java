package dev.nano.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nano.apiserver.ApiServer;
import dev.nano.apiserver.ApiServerExtension;
import dev.nano.apiserver.Kubectl;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** NanoApps as people meet them: through kubectl. */
@ExtendWith(ApiServerExtension.class)
class NanoAppKubectlIT {

    private static final String NAMESPACE = "kubectl";
    private static final Path HELLO = Path.of("../examples/kubernetes/hello.yaml");

    private final ApiServer server;

    NanoAppKubectlIT(ApiServer server) {
        this.server = server;
        server.apply(Crd.FILE);
        server.client()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .serverSideApply();
    }

    @Test
    void theCrdIsAppliedByKubectlToo() {
        assertThat(server.kubectl("apply", "--dry-run=server", "--validate=strict", "-f", Crd.FILE.toString()))
                .matches(kubectl -> kubectl.status() == 0, "succeeds");
    }

    @Test
    void explainHasASentenceForEveryField() {
        // The API server publishes its OpenAPI documents a little after the CRD is established.
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(explain("nanoapp.spec").output())
                        .contains(
                                "hostname\t<string> -required-",
                                "The host that the app answers to: a DNS name in lower case"));
        assertThat(explain("nanoapp").output())
                .contains("One JavaScript app, which every runtime pod serves under a hostname.");
        assertThat(explain("nano.spec.source.inline").output()).contains("The files of the app by relative path");
        assertThat(explain("nano.spec.env.valueFrom.secretKeyRef").output()).contains("A key of a Secret");
        assertThat(explain("nano.status.conditions").output()).contains("Accepted, Programmed or Ready.");
    }

    @Test
    void getShowsWhatPeopleAskFor() {
        assertThat(kubectl("apply", "-f", HELLO.toString()).output()).isEqualTo("nanoapp.nano.dev/hello created\n");
        assertThat(table("get", "nano"))
                .containsExactly("NAME HOSTNAME READY PODS REASON AGE", "hello hello.example.com 0s");

        server.client()
                .resources(NanoApp.class)
                .inNamespace(NAMESPACE)
                .withName("hello")
                .editStatus(NanoAppKubectlIT::served);

        assertThat(table("get", "nano"))
                .containsExactly("NAME HOSTNAME READY PODS REASON AGE", "hello hello.example.com True 3/3 Served 0s");
        assertThat(table("get", "nano", "-o", "wide"))
                .containsExactly(
                        "NAME HOSTNAME READY PODS REASON AGE DIGEST SOURCE",
                        "hello hello.example.com True 3/3 Served 0s sha256:0123 inline");
        assertThat(table("get", "all")).contains("nanoapp.nano.dev/hello hello.example.com True 3/3 Served 0s");
        assertThat(kubectl("get", "nano", "--field-selector=spec.hostname=hello.example.com", "-o", "name")
                        .output())
                .isEqualTo("nanoapp.nano.dev/hello\n");
        assertThat(kubectl("wait", "--for=condition=Ready", "nanoapp/hello", "--timeout=5s")
                        .status())
                .isZero();
    }

    @Test
    void whatIsWrongIsToldWhereItIsApplied() {
        Kubectl apply = kubectl("apply", "-f", "src/test/nanoapps/invalid/path-and-source.yaml");

        assertThat(apply.status()).isEqualTo(1);
        assertThat(apply.output())
                .isEqualTo("The NanoApp \"path-and-source\" is invalid: spec: Invalid value: set exactly one of path (a"
                        + " directory under the runtime's apps volume) and source (inline files or a"
                        + " ConfigMap)\n");
    }

    private static NanoApp served(NanoApp app) {
        Condition ready = new ConditionBuilder()
                .withType("Ready")
                .withStatus("True")
                .withReason("Served")
                .withMessage("")
                .withLastTransitionTime("2026-01-01T00:00:00Z")
                .build();
        app.setStatus(new NanoAppStatus(
                1L, List.of(ready), "http://hello.example.com", "sha256:0123", "inline", 3, 3, "3/3", null, null));
        return app;
    }

    private Kubectl explain(String what) {
        return kubectl("explain", what);
    }

    private Kubectl kubectl(String... arguments) {
        String[] inNamespace = Arrays.copyOf(arguments, arguments.length + 1);
        inNamespace[arguments.length] = "--namespace=" + NAMESPACE;
        return server.kubectl(inNamespace);
    }

    /** Lines with one space between the cells that are not empty, and every age as 0s. */
    private List<String> table(String... arguments) {
        return kubectl(arguments)
                .output()
                .lines()
                .map(line -> line.strip().replaceAll(" +", " ").replaceAll("\\b[0-9]+s\\b", "0s"))
                .toList();
    }
}
