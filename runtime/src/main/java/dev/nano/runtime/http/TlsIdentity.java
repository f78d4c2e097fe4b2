package dev.nano.runtime.http;

import dev.nano.runtime.log.Failures;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate of a listener, read again when its files change. New connections get the new one; when it cannot be
 * used, the old one stays.
 */
final class TlsIdentity implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TlsIdentity.class);
    private static final Duration POLL = Duration.ofSeconds(2);

    private final TlsFiles files;
    private final Thread watcher;
    private volatile SslContext context;
    /** Of the files that were last complained about; only the watcher uses it. */
    private List<Object> refused = List.of();

    private TlsIdentity(TlsFiles files) throws IOException {
        this.files = files;
        // Before they are read: what changes meanwhile has to be noticed.
        List<Object> seen = stamps();
        this.context = load(files);
        this.watcher = Thread.ofVirtual().name("tls-files").unstarted(() -> watch(seen));
    }

    /** @throws IOException when the files cannot be read or do not fit together; the message names them */
    static TlsIdentity watching(TlsFiles files) throws IOException {
        TlsIdentity identity = new TlsIdentity(files);
        identity.watcher.start();
        return identity;
    }

    SslContext context() {
        return context;
    }

    void reload() throws IOException {
        context = load(files);
        log.atInfo().addKeyValue("certificates", files.certificates()).log("tls_reloaded");
    }

    private void watch(List<Object> atFirst) {
        List<Object> loaded = atFirst;
        try {
            while (true) {
                Thread.sleep(POLL);
                loaded = look(loaded);
            }
        } catch (InterruptedException e) {
            // The listener was closed.
        }
    }

    /** Returns the stamps of what is used now. */
    private List<Object> look(List<Object> loaded) {
        try {
            List<Object> now = stamps();
            return !now.equals(loaded) && tryReload(now) ? now : loaded;
        } catch (RuntimeException | Error e) {
            // Out of memory, for example. No certificate would ever be renewed again.
            Failures.tell(log, "tls_not_looked_at", e);
            return loaded;
        }
    }

    /** Whatever is wrong may pass without another change, such as a read error; so it is tried at each look. */
    private boolean tryReload(List<Object> now) {
        try {
            reload();
            return true;
        } catch (IOException | RuntimeException e) {
            // Perhaps one of two files has been replaced and the other will follow.
            if (!now.equals(refused)) {
                refused = now;
                log.atWarn().addKeyValue("reason", e.getMessage()).log("tls_reload_failed");
            }
            return false;
        }
    }

    /** What changes when a file is written, replaced, or reached through another link. */
    private List<Object> stamps() {
        return List.of(stamp(files.certificates()), stamp(files.key()));
    }

    private static Object stamp(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return List.of(attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey()));
        } catch (IOException e) {
            return "missing";
        }
    }

    private static SslContext load(TlsFiles files) throws IOException {
        X509Certificate[] chain = read(files.certificates());
        PrivateKey key;
        try {
            key = PrivateKeys.parse(Files.readString(files.key()));
        } catch (IOException e) {
            throw new IOException("tls.key: " + files.key() + ": " + e.getMessage(), e);
        }
        try {
            checkFits(chain[0], key);
            return SslContextBuilder.forServer(key, chain)
                    .sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            ApplicationProtocolConfig.Protocol.ALPN,
                            ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                            ApplicationProtocolNames.HTTP_2,
                            ApplicationProtocolNames.HTTP_1_1))
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IOException("tls: " + files.certificates() + " and " + files.key() + " do not fit together", e);
        }
    }

    private static X509Certificate[] read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            X509Certificate[] chain = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toArray(X509Certificate[]::new);
            if (chain.length == 0) {
                throw new IOException("no certificate (expected: PEM)");
            }
            return chain;
        } catch (IOException | GeneralSecurityException e) {
            throw new IOException("tls.cert: " + file + ": " + e.getMessage(), e);
        }
    }

    /** Otherwise the mistake would show in every handshake and nowhere else. */
    private static void checkFits(X509Certificate certificate, PrivateKey key) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> "EdDSA";
                });
        byte[] probe = {1, 2, 3};
        signature.initSign(key);
        signature.update(probe);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(probe);
        if (!signature.verify(signed)) {
            throw new GeneralSecurityException("another key");
        }
    }

    @Override
    public void close() {
        watcher.interrupt();
    }
}
