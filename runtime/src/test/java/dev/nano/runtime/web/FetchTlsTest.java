package dev.nano.runtime.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.nano.runtime.outbound.Outbound;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Outbound requests over TLS. Changes what the JVM trusts, hence alone. */
@Isolated
class FetchTlsTest {

    private static final String[] TRUST = {
        "javax.net.ssl.trustStore", "javax.net.ssl.trustStorePassword", "javax.net.ssl.trustStoreType"
    };

    @TempDir
    private Path dir;

    @AfterEach
    void trustAsBefore() {
        for (String property : TRUST) {
            System.clearProperty(property);
        }
    }

    private static CertificateBuilder certificate(String name) {
        return new CertificateBuilder()
                .ecp256()
                .subject("CN=" + name)
                .notBefore(Instant.now().minus(Duration.ofDays(1)))
                .notAfter(Instant.now().plus(Duration.ofDays(1)));
    }

    private static X509Bundle authority() throws Exception {
        return certificate("Test CA").setIsCertificateAuthority(true).buildSelfSigned();
    }

    private void trust(X509Bundle authority) throws Exception {
        Path file = dir.resolve("trust.p12");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ca", authority.getCertificate());
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, "changeit".toCharArray());
        }
        System.setProperty(TRUST[0], file.toString());
        System.setProperty(TRUST[1], "changeit");
        System.setProperty(TRUST[2], "PKCS12");
    }

    /** What an app gets from a server with this certificate, asked for by this name. */
    private static String fetch(X509Bundle bundle, String host) throws Exception {
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(bundle.toKeyManagerFactory().getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        server.createContext("/", exchange -> {
            try (exchange) {
                byte[] text = "private".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, text.length);
                exchange.getResponseBody().write(text);
            }
        });
        server.start();
        try (Outbound outbound = new Outbound();
                TestIsolate app = TestIsolate.bare(outbound)) {
            return app.eval("const r = await fetch('https://" + host + ":"
                    + server.getAddress().getPort() + "/'); return [r.status, await r.text()]");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aServerWhoseAuthorityTheJvmTrustsIsTalkedTo() throws Exception {
        X509Bundle authority = authority();
        trust(authority);
        assertThat(fetch(certificate("localhost").addSanDnsName("localhost").buildIssuedBy(authority), "localhost"))
                .isEqualTo("[200,\"private\"]");
        assertThat(fetch(certificate("ip").addSanIpAddress("127.0.0.1").buildIssuedBy(authority), "127.0.0.1"))
                .isEqualTo("[200,\"private\"]");
    }

    @Test
    void aServerThatNobodyVouchesForIsRefused() throws Exception {
        X509Bundle own = certificate("localhost")
                .addSanDnsName("localhost")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        assertThat(fetch(own, "localhost"))
                .startsWith("TypeError: fetch failed: TLS: the certificate of the server is not trusted: ");
        trust(authority());
        assertThat(fetch(own, "localhost"))
                .startsWith("TypeError: fetch failed: TLS: the certificate of the server is not trusted: ");
    }

    @Test
    void aServerWithTheCertificateOfAnotherNameIsRefused() throws Exception {
        X509Bundle authority = authority();
        trust(authority);
        X509Bundle other = certificate("other.test").addSanDnsName("other.test").buildIssuedBy(authority);
        assertThat(fetch(other, "localhost"))
                .startsWith("TypeError: fetch failed: TLS: the certificate of the server is not trusted: ")
                .contains("localhost");
    }

    @Test
    void aServerThatDoesNotSpeakTlsIsAClearError() throws Exception {
        try (FetchServer plain = new FetchServer(new byte[0]);
                TestIsolate app = TestIsolate.bare()) {
            assertThat(app.eval("await fetch('" + plain.url().replace("http:", "https:") + "/small')"))
                    .startsWith("TypeError: fetch failed: TLS: ");
        }
    }
}
