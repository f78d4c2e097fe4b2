package dev.nano.runtime.outbound;

import java.security.cert.CertificateException;

/** A certificate that is not accepted, with the code that Node.js has for the reason. */
final class UntrustedCertificate extends CertificateException {

    private static final long serialVersionUID = 1;

    private final String code;

    UntrustedCertificate(String code, String message) {
        super(message);
        this.code = code;
    }

    String code() {
        return code;
    }
}
