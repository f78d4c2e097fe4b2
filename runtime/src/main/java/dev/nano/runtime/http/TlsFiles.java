package dev.nano.runtime.http;

import java.nio.file.Path;

/**
 * Where the identity of a TLS listener lies, both in PEM.
 *
 * @param certificates the certificate followed by its chain
 * @param key its private key, not encrypted: PKCS#8, PKCS#1 (RSA) or SEC1 (EC)
 */
public record TlsFiles(Path certificates, Path key) {}
