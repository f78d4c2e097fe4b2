package dev.nano.operator.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.nano.operator.pod.RuntimeTrust;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made is what TLS accepts, and nothing else is. */
class ServerCertificateTest {

    private static final String NAME = "nano-runtime.nano.svc";

    private final Instant now = Instant.now();

    @TempDir
    Path folder;

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("ca.crt"), content);
    }

    @Test
    void isBelievedByItsNameWhateverTheAddress() throws Exception {
        ServerCertificate certificate = ServerCertificate.make(List.of("localhost", NAME), now);
        assertThat(get(certificate, new RuntimeTrust(file(certificate.ca()), NAME)))
                .isEqualTo("served");
    }

    @Test
    void isNotBelievedForAnotherName() {
        ServerCertificate certificate = ServerCertificate.make(List.of(NAME), now);
        assertThatThrownBy(() -> get(certificate, new RuntimeTrust(file(certificate.ca()), "other.nano.svc")))
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("not for other.nano.svc");
        // Without a name it is the address that counts.
        assertThatThrownBy(() -> get(certificate, new RuntimeTrust(file(certificate.ca()), null)))
                .isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void isNotBelievedFromAnotherCa() {
        ServerCertificate certificate = ServerCertificate.make(List.of(NAME), now);
        ServerCertificate other = ServerCertificate.make(List.of(NAME), now);
        assertThatThrownBy(() -> get(certificate, new RuntimeTrust(file(other.ca()), NAME)))
                .isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void renewedOnesAreBelievedBesideTheOldOnes() throws Exception {
        ServerCertificate old = ServerCertificate.make(List.of(NAME), now);
        ServerCertificate fresh = ServerCertificate.make(List.of(NAME), now.plusSeconds(1));
        String both = fresh.filesAlsoTrusting(old.ca()).get(ServerCertificate.CA);
        assertThat(get(old, new RuntimeTrust(file(both), NAME))).isEqualTo("served");
        assertThat(get(fresh, new RuntimeTrust(file(both), NAME))).isEqualTo("served");
    }

    @Test
    void theListOfCasDoesNotGrow() {
        String cas = null;
        for (int i = 0; i < 10; i++) {
            cas = ServerCertificate.make(List.of(NAME), now.plusSeconds(i))
                    .filesAlsoTrusting(cas)
                    .get(ServerCertificate.CA);
        }
        assertThat(cas.split("END CERTIFICATE", -1)).hasSize(4);
    }

    @Test
    void isGoodForTwoThirdsOfItsLifeAndForItsNames() {
        String chain = ServerCertificate.make(List.of(NAME, "localhost"), now).chain();
        assertThat(ServerCertificate.isGood(chain, List.of(NAME), now)).isTrue();
        assertThat(ServerCertificate.isGood(chain, List.of(NAME), now.plus(Duration.ofDays(2400))))
                .isTrue();
        assertThat(ServerCertificate.isGood(chain, List.of(NAME), now.plus(Duration.ofDays(2500))))
                .isFalse();
        assertThat(ServerCertificate.isGood(chain, List.of(NAME, "other"), now)).isFalse();
        assertThat(ServerCertificate.isGood("nonsense", List.of(NAME), now)).isFalse();
    }

    /** Asks a server that has the certificate. */
    private static String get(ServerCertificate certificate, RuntimeTrust trust) throws Exception {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context(certificate)));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("served".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            exchange.close();
        });
        server.start();
        try (HttpClient client =
                HttpClient.newBuilder().sslContext(trust.context()).build()) {
            URI uri = URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/");
            return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body();
        } finally {
            server.stop(0);
        }
    }

    private static SSLContext context(ServerCertificate certificate) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        Certificate[] chain = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(
                        certificate.chain().getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
                .toArray(Certificate[]::new);
        store.setKeyEntry("server", key(certificate.key()), new char[0], chain);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static @Nullable PrivateKey key(String pem) throws Exception {
        String encoded = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        return KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(encoded)));
    }
}
