package dev.nano.operator.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nano.apiserver.ApiServer;
import dev.nano.apiserver.ApiServerExtension;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ApiServerExtension.class)
class AdminSecretsIT {

    private static final String NAMESPACE = "admin-secrets";
    private static final List<String> NAMES = List.of("nano-runtime.nano.svc");

    private final ApiServer server;
    private final AdminSecrets secrets;

    AdminSecretsIT(ApiServer server) {
        this.server = server;
        this.secrets = new AdminSecrets(server.client(), NAMESPACE, Map.of("made", "here"));
    }

    @BeforeEach
    void namespace() {
        server.client()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .serverSideApply();
    }

    private Secret secret(String name) {
        return server.client().secrets().inNamespace(NAMESPACE).withName(name).get();
    }

    private static String value(Secret secret, String key) {
        return new String(Base64.getDecoder().decode(secret.getData().get(key)), StandardCharsets.UTF_8);
    }

    private void make(String name, Map<String, String> data) {
        server.client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .withType(data.containsKey("tls.crt") ? "kubernetes.io/tls" : "Opaque")
                        .withStringData(data)
                        .build())
                .create();
    }

    @Test
    void theTokenIsMadeOnce() {
        secrets.ensureToken("token");
        Secret made = secret("token");
        assertThat(value(made, "token")).matches("[A-Za-z0-9_-]{43}");
        assertThat(made.getMetadata().getLabels()).containsEntry("made", "here");
        secrets.ensureToken("token");
        assertThat(secret("token")).isEqualTo(made);
    }

    @Test
    void aSecretOfSomebodyElseIsNotFilledIn() {
        make("other", Map.of("password", "x"));
        assertThatThrownBy(() -> secrets.ensureToken("other")).hasMessageContaining("no key 'token'");
    }

    @Test
    void aGoodCertificateStays() {
        secrets.ensureCertificate("good", NAMES);
        Secret made = secret("good");
        secrets.ensureCertificate("good", NAMES);
        assertThat(secret("good")).isEqualTo(made);
    }

    @Test
    void oneThatIsOldOrForAnotherNameIsReplacedAndTheOldCaStaysBelieved() {
        Instant longAgo = Instant.now().minus(Duration.ofDays(3000));
        Map<String, String> old = ServerCertificate.make(NAMES, longAgo).files();
        make("old", old);
        secrets.ensureCertificate("old", NAMES);
        Secret replaced = secret("old");
        assertThat(ServerCertificate.isGood(value(replaced, "tls.crt"), NAMES, Instant.now()))
                .isTrue();
        assertThat(value(replaced, "ca.crt")).contains(old.get("ca.crt").strip());

        secrets.ensureCertificate("old", List.of("renamed.nano.svc"));
        assertThat(ServerCertificate.isGood(
                        value(secret("old"), "tls.crt"), List.of("renamed.nano.svc"), Instant.now()))
                .isTrue();
    }
}
