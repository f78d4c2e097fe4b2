package dev.nano.operator.setup;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Secrets that runtimes and operators share, made where they are used: nobody has to carry them there, and nothing that
 * renders manifests ever sees them.
 *
 * @param labels of Secrets that are made
 */
public record AdminSecrets(KubernetesClient kubernetes, String namespace, Map<String, String> labels) {

    private static final Logger log = LoggerFactory.getLogger(AdminSecrets.class);

    private static final String TOKEN = "token";
    private static final int TOKEN_BYTES = 32;

    /** Makes the token once. */
    public void ensureToken(String name) {
        Secret present = find(name);
        if (present == null) {
            var random = new byte[TOKEN_BYTES];
            new SecureRandom().nextBytes(random);
            String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
            create(name, "Opaque", Map.of(TOKEN, token));
        } else if (value(present, TOKEN) == null) {
            throw new IllegalStateException("Secret " + namespace + "/" + name + ": no key '" + TOKEN
                    + "' (expected: a token; delete the Secret to have a new one made)");
        }
    }

    /**
     * Makes a certificate and its CA, and makes them anew when it is time.
     *
     * @param dnsNames what the certificate has to be good for
     */
    public void ensureCertificate(String name, List<String> dnsNames) {
        Secret present = find(name);
        Instant now = Instant.now();
        if (present == null) {
            create(
                    name,
                    "kubernetes.io/tls",
                    ServerCertificate.make(dnsNames, now).files());
            return;
        }
        String certificate = value(present, ServerCertificate.CERTIFICATE);
        if (certificate == null || !ServerCertificate.isGood(certificate, dnsNames, now)) {
            replace(present, ServerCertificate.make(dnsNames, now), value(present, ServerCertificate.CA));
        }
    }

    /** Operators go on believing the old CA, because not all runtimes get the new certificate at the same moment. */
    private void replace(Secret present, ServerCertificate fresh, @Nullable String oldCa) {
        Map<String, String> files = fresh.filesAlsoTrusting(oldCa);
        // With the resource version that was read: whoever else does the same at this moment gets a conflict and tries
        // again.
        kubernetes
                .resource(new SecretBuilder(present)
                        .withData(null)
                        .withStringData(files)
                        .build())
                .update();
        log.atInfo().addKeyValue("secret", present.getMetadata().getName()).log("certificate_replaced");
    }

    private @Nullable Secret find(String name) {
        return kubernetes.secrets().inNamespace(namespace).withName(name).get();
    }

    private static @Nullable String value(Secret secret, String key) {
        String encoded = secret.getData() == null ? null : secret.getData().get(key);
        return encoded == null || encoded.isEmpty()
                ? null
                : new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    }

    private void create(String name, String type, Map<String, String> data) {
        try {
            kubernetes
                    .resource(new SecretBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .withNamespace(namespace)
                            .withLabels(labels)
                            .endMetadata()
                            .withType(type)
                            .withStringData(data)
                            .build())
                    .create();
            log.atInfo().addKeyValue("secret", name).log("secret_made");
        } catch (KubernetesClientException e) {
            // Somebody else has made it meanwhile.
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
        }
    }
}
