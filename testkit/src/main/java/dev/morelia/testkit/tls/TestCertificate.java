package dev.morelia.testkit.tls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/**
 * A certificate of a {@link TestAuthority} with its private key.
 *
 * @param certificate the certificate
 * @param privateKey its private key
 */
public record TestCertificate(X509Certificate certificate, PrivateKey privateKey) {
    private static final int LINE = 64;

    /**
     * Encodes something in PEM.
     *
     * @param label such as {@code CERTIFICATE}
     * @param content its bytes
     * @return several lines
     */
    public static String pem(String label, byte[] content) {
        var base64 = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }

    /** The certificate in PEM. */
    public String certificatePem() {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The private key in PEM, as PKCS #8 without encryption. */
    public String privateKeyPem() {
        return pem("PRIVATE KEY", privateKey.getEncoded());
    }

    /**
     * Writes the certificate and its private key into one PEM file.
     *
     * @param file the file, replaced if it exists
     * @return the file
     */
    public Path writeTo(Path file) {
        return write(file, certificatePem() + privateKeyPem());
    }

    /**
     * Writes the certificate alone into a PEM file.
     *
     * @param file the file, replaced if it exists
     * @return the file
     */
    public Path writeCertificateTo(Path file) {
        return write(file, certificatePem());
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The subject alone. */
    @Override
    public String toString() {
        return certificate.getSubjectX500Principal().toString();
    }
}
