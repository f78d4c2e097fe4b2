package dev.nano.runtime.outbound;

import java.net.Socket;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateRevokedException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Trusts whom the JVM trusts, and says why it does not trust the others as Node.js does. */
final class UpstreamTrust extends X509ExtendedTrustManager {

    private final X509ExtendedTrustManager jvm;

    private UpstreamTrust(X509ExtendedTrustManager jvm) {
        this.jvm = jvm;
    }

    static UpstreamTrust ofJvm() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager found) {
                    return new UpstreamTrust(found);
                }
            }
        } catch (NoSuchAlgorithmException | KeyStoreException e) {
            throw new IllegalStateException("the trust store of the JVM cannot be used", e);
        }
        throw new IllegalStateException("the JVM has no trust manager for certificates");
    }

    private interface Check {
        void run() throws CertificateException;
    }

    private static void check(X509Certificate[] chain, Check check) throws CertificateException {
        try {
            check.run();
        } catch (CertificateException e) {
            throw new UntrustedCertificate(code(chain, e), message(e));
        }
    }

    private static String code(X509Certificate[] chain, CertificateException problem) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            String code = code(cause);
            if (code != null) {
                return code;
            }
        }
        if (problem.getCause() == null) {
            // What the JDK throws itself, and not its validator, is about the name.
            return "ERR_TLS_CERT_ALTNAME_INVALID";
        }
        if (chain.length == 0) {
            return "UNABLE_TO_GET_ISSUER_CERT";
        }
        if (isSelfSigned(chain[chain.length - 1])) {
            return chain.length == 1 ? "DEPTH_ZERO_SELF_SIGNED_CERT" : "SELF_SIGNED_CERT_IN_CHAIN";
        }
        return chain.length == 1 ? "UNABLE_TO_VERIFY_LEAF_SIGNATURE" : "UNABLE_TO_GET_ISSUER_CERT_LOCALLY";
    }

    private static @Nullable String code(Throwable cause) {
        return switch (cause) {
            case CertificateExpiredException _ -> "CERT_HAS_EXPIRED";
            case CertificateNotYetValidException _ -> "CERT_NOT_YET_VALID";
            case CertificateRevokedException _ -> "CERT_REVOKED";
            default -> null;
        };
    }

    private static boolean isSelfSigned(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }

    /** The innermost says what is wrong with the certificate, without names of Java classes before it. */
    private static String message(CertificateException problem) {
        String message = String.valueOf(problem.getMessage());
        for (Throwable cause = problem.getCause(); cause != null; cause = cause.getCause()) {
            message = String.valueOf(cause.getMessage());
        }
        return message;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain, () -> jvm.checkServerTrusted(chain, type, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(chain, () -> jvm.checkServerTrusted(chain, type, socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain, () -> jvm.checkServerTrusted(chain, type));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        jvm.checkClientTrusted(chain, type, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        jvm.checkClientTrusted(chain, type, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        jvm.checkClientTrusted(chain, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return jvm.getAcceptedIssuers();
    }
}
