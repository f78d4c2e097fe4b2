package dev.nano.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nano.runtime.LoggedEvents;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(BufferLeaks.class)
class TlsTest {
    @TempDir
    Path folder;

    private X509Bundle authority;
    private TlsFiles files;

    @BeforeEach
    void issue() throws Exception {
        authority = new CertificateBuilder()
                .ecp256()
                .subject("CN=Test")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        files = new TlsFiles(folder.resolve("tls.crt"), folder.resolve("tls.key"));
        write(certificate("first"));
    }

    private X509Bundle certificate(String name) throws Exception {
        return new CertificateBuilder()
                .ecp256()
                .subject("CN=" + name)
                .addSanDnsName("localhost")
                .addSanIpAddress("127.0.0.1")
                .buildIssuedBy(authority);
    }

    private void write(X509Bundle bundle) throws IOException {
        replace(files.certificates(), bundle.getCertificatePathPEM());
        replace(files.key(), bundle.getPrivateKeyPEM());
    }

    private static void replace(Path file, String text) throws IOException {
        Path next = Files.writeString(file.resolveSibling(file.getFileName() + ".next"), text);
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private Served serve() throws IOException {
        return Served.by(Served::echo, config -> config.withTls(files));
    }

    private SSLContext trusting() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {authority.toTrustManager()}, null);
        return context;
    }

    /** The name in the certificate that the server shows to a new connection. */
    private String shown(Served served) throws Exception {
        try (SSLSocket socket = (SSLSocket) trusting().getSocketFactory().createSocket("127.0.0.1", served.port())) {
            socket.setSoTimeout(5000);
            socket.startHandshake();
            X509Certificate certificate = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return certificate.getSubjectX500Principal().getName();
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void bothProtocolsAreNegotiated(HttpClient.Version version) throws Exception {
        try (Served served = serve();
                HttpClient client = HttpClient.newBuilder()
                        .sslContext(trusting())
                        .version(version)
                        .build()) {
            URI uri = URI.create("https://localhost:" + served.port() + "/a?b");
            for (int i = 0; i < 2; i++) {
                HttpResponse<String> answer =
                        client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
                assertThat(answer.version()).isEqualTo(version);
                assertThat(answer.body()).isEqualTo("GET " + uri);
            }
        }
    }

    @Test
    void largeBodiesPassBothWays() throws Exception {
        byte[] large = new byte[5 * 1024 * 1024];
        Arrays.fill(large, (byte) 'z');
        try (Served served = Served.by(
                        exchange -> {
                            var _ = BodyReader.readAll(exchange)
                                    .thenAccept(body -> exchange.respond(200, new String[0], body));
                        },
                        config -> config.withTls(files));
                HttpClient client =
                        HttpClient.newBuilder().sslContext(trusting()).build()) {
            for (HttpClient.Version version : HttpClient.Version.values()) {
                HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + served.port()))
                        .version(version)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(large))
                        .build();
                assertThat(client.send(request, HttpResponse.BodyHandlers.ofByteArray())
                                .body())
                        .isEqualTo(large);
            }
        }
    }

    @Test
    void changedFilesAreUsedForNewConnections() throws Exception {
        try (Served served = serve()) {
            assertThat(shown(served)).isEqualTo("CN=first");
            write(certificate("second"));
            await().atMost(Duration.ofSeconds(20)).until(() -> shown(served).equals("CN=second"));
        }
    }

    /** The key is a pipe, so that the listener reads it at the moment of our choosing: between two versions. */
    @Test
    void filesThatChangeWhileTheyAreReadForTheFirstTimeAreReadAgain() throws Exception {
        String firstKey = Files.readString(files.key());
        Files.delete(files.key());
        assertThat(new ProcessBuilder("mkfifo", files.key().toString()).start().waitFor())
                .isZero();
        CompletableFuture<Served> starting = CompletableFuture.supplyAsync(() -> {
            try {
                return serve();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try (OutputStream pipe = Files.newOutputStream(files.key())) {
            // It has read the certificate by now, and waits for the key.
            write(certificate("second"));
            pipe.write(firstKey.getBytes(StandardCharsets.US_ASCII));
        }
        try (Served served = starting.get(20, TimeUnit.SECONDS)) {
            await().atMost(Duration.ofSeconds(20)).until(() -> shown(served).equals("CN=second"));
        }
    }

    @Test
    void whatWasWrongWithTheFilesMayPassWithoutAnotherStamp() throws Exception {
        try (var log = new LoggedEvents();
                Served served = serve()) {
            X509Bundle second = certificate("second");
            replace(files.certificates(), second.getCertificatePathPEM());
            Path key = Files.writeString(
                    folder.resolve("next"), " ".repeat(second.getPrivateKeyPEM().length()));
            FileTime time = Files.getLastModifiedTime(key);
            Files.move(key, files.key(), StandardCopyOption.ATOMIC_MOVE);
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(log.named("tls_reload_failed"))
                            .anyMatch(event -> event.contains("no private key")));
            Files.writeString(files.key(), second.getPrivateKeyPEM());
            Files.setLastModifiedTime(files.key(), time);
            await().atMost(Duration.ofSeconds(20)).until(() -> shown(served).equals("CN=second"));
        }
    }

    @Test
    void reloadingUsesTheFilesAtOnce() throws Exception {
        try (Served served = serve()) {
            write(certificate("second"));
            served.listener().reloadTls();
            assertThat(shown(served)).isEqualTo("CN=second");
        }
    }

    @Test
    void filesThatCannotBeUsedChangeNothing() throws Exception {
        try (Served served = serve()) {
            replace(files.key(), certificate("other").getPrivateKeyPEM());
            assertThatThrownBy(() -> served.listener().reloadTls())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(files.key().toString())
                    .hasMessageContaining("do not fit together");
            replace(files.key(), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
            assertThatThrownBy(() -> served.listener().reloadTls())
                    .hasMessageContaining(files.key().toString());
            Files.delete(files.certificates());
            assertThatThrownBy(() -> served.listener().reloadTls())
                    .hasMessageContaining(files.certificates().toString());
            assertThat(shown(served)).isEqualTo("CN=first");
        }
    }

    @Test
    void aListenerDoesNotStartWithoutItsFiles() throws Exception {
        Files.delete(files.key());
        assertThatThrownBy(this::serve)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(files.key().toString());
    }

    @Test
    void cleartextOnATlsPortIsClosed() throws Exception {
        try (Served served = serve();
                RawClient client = served.connect()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            client.rest();
        }
    }

    @Test
    void aHandshakeThatTakesTooLongIsClosed() throws Exception {
        try (Served served =
                        Served.by(Served::echo, config -> config.withTls(files).withTimeouts(Served.shortTimeouts()));
                Socket socket = new Socket("127.0.0.1", served.port())) {
            socket.setSoTimeout(10_000);
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
        }
    }

    @Test
    void theOlderKeyFormatsAreRead() throws Exception {
        X509Bundle rsa = new CertificateBuilder()
                .rsa2048()
                .subject("CN=rsa")
                .addSanDnsName("localhost")
                .buildIssuedBy(authority);
        byte[] pkcs8 = rsa.getKeyPair().getPrivate().getEncoded();
        // The older form is the last element of the newer one: version, algorithm, key.
        byte[] pkcs1 = Arrays.copyOfRange(pkcs8, 26, pkcs8.length);
        replace(files.certificates(), rsa.getCertificatePathPEM());
        replace(files.key(), pem("RSA PRIVATE KEY", pkcs1));
        try (Served served = serve()) {
            assertThat(shown(served)).isEqualTo("CN=rsa");
            X509Bundle ec = certificate("ec");
            replace(files.certificates(), ec.getCertificatePathPEM());
            replace(files.key(), pem("EC PRIVATE KEY", sec1(ec)));
            served.listener().reloadTls();
            assertThat(shown(served)).isEqualTo("CN=ec");
        }
    }

    /** Version, private key of 32 bytes, and the curve P-256. */
    private static byte[] sec1(X509Bundle bundle) {
        byte[] scalar = ((java.security.interfaces.ECPrivateKey)
                        bundle.getKeyPair().getPrivate())
                .getS()
                .toByteArray();
        byte[] encoded = new byte[2 + 3 + 34 + 12];
        byte[] head = {0x30, 49, 2, 1, 1, 4, 32};
        byte[] curve = {(byte) 0xa0, 10, 6, 8, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 3, 1, 7};
        System.arraycopy(head, 0, encoded, 0, head.length);
        int used = Math.min(32, scalar.length);
        System.arraycopy(scalar, scalar.length - used, encoded, 39 - used, used);
        System.arraycopy(curve, 0, encoded, 39, curve.length);
        return encoded;
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + type
                + "-----\n";
    }
}
