package dev.nano.operator.setup;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A certificate for servers and the CA that vouches for it and for nothing else: its key is forgotten at once, so that nobody
 * can make another certificate with it.
 *
 * @param chain the certificate, PEM
 * @param key its private key, PEM (PKCS#8)
 * @param ca the CA's certificate, PEM
 */
record ServerCertificate(String chain, String key, String ca) {

    /** File names that cert-manager gives them too. */
    static final String CERTIFICATE = "tls.crt";

    static final String KEY = "tls.key";
    static final String CA = "ca.crt";

    private static final Duration LIFE = Duration.ofDays(3650);
    /** Clocks differ. */
    private static final Duration EARLIER = Duration.ofHours(1);

    private static final int DNS_NAME = 2;
    /** Certificates of as many CAs are kept as can be valid at once, and one for good measure. */
    private static final int MOST_CAS = 3;

    private static final String END = "-----END CERTIFICATE-----";

    static ServerCertificate make(List<String> dnsNames, Instant now) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair caKeys = generator.generateKeyPair();
            KeyPair keys = generator.generateKeyPair();
            // The number tells CAs of one name apart.
            var caName = new X500Name("CN=nano admin API " + now.getEpochSecond());
            X509CertificateHolder ca = sign(
                    builder(caName, caName, caKeys, now)
                            .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                            .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign)),
                    caKeys);
            var names = dnsNames.stream()
                    .map(name -> new GeneralName(GeneralName.dNSName, name))
                    .toArray(GeneralName[]::new);
            X509CertificateHolder certificate = sign(
                    builder(caName, new X500Name("CN=nano runtime"), keys, now)
                            .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                            .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                            .addExtension(
                                    Extension.extendedKeyUsage,
                                    false,
                                    new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                            .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names)),
                    caKeys);
            return new ServerCertificate(
                    pem(certificate), pem(new JcaPKCS8Generator(keys.getPrivate(), null)), pem(ca));
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException("no certificate can be made", e);
        }
    }

    private static JcaX509v3CertificateBuilder builder(X500Name issuer, X500Name subject, KeyPair keys, Instant now) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(127, new SecureRandom()).add(BigInteger.ONE),
                Date.from(now.minus(EARLIER)),
                Date.from(now.plus(LIFE)),
                subject,
                keys.getPublic());
    }

    private static X509CertificateHolder sign(org.bouncycastle.cert.X509v3CertificateBuilder builder, KeyPair ca)
            throws OperatorCreationException {
        return builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(ca.getPrivate()));
    }

    private static String pem(Object object) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }

    /** Whether a certificate has all the names, and more than a third of its life ahead. */
    static boolean isGood(String certificate, List<String> dnsNames, Instant now) {
        try {
            var parsed = (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(certificate.getBytes(StandardCharsets.US_ASCII)));
            Instant start = parsed.getNotBefore().toInstant();
            Instant end = parsed.getNotAfter().toInstant();
            Duration third = Duration.between(start, end).dividedBy(3);
            return now.isBefore(end.minus(third)) && names(parsed).containsAll(dnsNames);
        } catch (CertificateException e) {
            return false;
        }
    }

    private static List<String> names(X509Certificate certificate) throws CertificateException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        return names == null
                ? List.of()
                : names.stream()
                        .filter(name -> name.getFirst().equals(DNS_NAME))
                        .map(name -> (String) name.get(1))
                        .toList();
    }

    Map<String, String> files() {
        return filesAlsoTrusting(null);
    }

    /** @param oldCa certificates of CAs that are believed too */
    Map<String, String> filesAlsoTrusting(@Nullable String oldCa) {
        var cas = new StringBuilder(ca);
        int count = 1;
        for (String old : (oldCa == null ? "" : oldCa).split(END, 0)) {
            if (!old.isBlank() && count < MOST_CAS) {
                cas.append(old.strip()).append('\n').append(END).append('\n');
                count++;
            }
        }
        return Map.of(CERTIFICATE, chain, KEY, key, CA, cas.toString());
    }

    @Override
    public String toString() {
        return "ServerCertificate";
    }
}
