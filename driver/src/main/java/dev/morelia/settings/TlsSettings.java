package dev.morelia.settings;

import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Encryption of connections. Everything is checked unless a component says otherwise. Immutable and thread-safe.
 *
 * <p>In a connection string TLS is on with {@code tls=true} or {@code ssl=true}, with the scheme {@code mongodb+srv},
 * and with any other option whose name starts with {@code tls}; {@code tls=false} always switches it off.
 * {@code tlsInsecure=true} means both {@code allowInvalidCertificates} and {@code allowInvalidHostnames}.
 *
 * @param enabled whether connections are encrypted; false unless set
 * @param allowInvalidCertificates whether a certificate that nobody trusts is accepted; false unless set
 * @param allowInvalidHostnames whether a certificate for another host is accepted; false unless set
 * @param disableOcspEndpointCheck whether the revocation service named by a certificate is never asked
 * @param disableCertificateRevocationCheck whether revocation of certificates is not checked at all
 * @param caFile PEM file of the trusted certificate authorities; null for the platform's
 * @param certificateKeyFile PEM file with the client's certificate and private key; null for none
 * @param certificateKeyFilePassword password of the private key; null if it is not encrypted
 * @param context takes the place of the three files when not null
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/uri-options/uri-options.md#conflicting-tls-options">URI Options: TLS</a>
 */
public record TlsSettings(
        boolean enabled,
        boolean allowInvalidCertificates,
        boolean allowInvalidHostnames,
        boolean disableOcspEndpointCheck,
        boolean disableCertificateRevocationCheck,
        @Nullable Path caFile,
        @Nullable Path certificateKeyFile,
        @Nullable Secret certificateKeyFilePassword,
        @Nullable SSLContext context) {
    private static final TlsSettings DISABLED =
            new TlsSettings(false, false, false, false, false, null, null, null, null);

    /** Connections without encryption, the default. */
    public static TlsSettings disabled() {
        return DISABLED;
    }

    /** The same with encryption on or off. */
    public TlsSettings enabled(boolean value) {
        return new TlsSettings(
                value,
                allowInvalidCertificates,
                allowInvalidHostnames,
                disableOcspEndpointCheck,
                disableCertificateRevocationCheck,
                caFile,
                certificateKeyFile,
                certificateKeyFilePassword,
                context);
    }

    /** The same with untrusted certificates accepted or not. Dangerous: anybody on the path can read and change all. */
    public TlsSettings allowInvalidCertificates(boolean value) {
        return new TlsSettings(
                enabled,
                value,
                allowInvalidHostnames,
                disableOcspEndpointCheck,
                disableCertificateRevocationCheck,
                caFile,
                certificateKeyFile,
                certificateKeyFilePassword,
                context);
    }

    /** The same with certificates of other hosts accepted or not. Dangerous: any holder of a certificate can pose. */
    public TlsSettings allowInvalidHostnames(boolean value) {
        return new TlsSettings(
                enabled,
                allowInvalidCertificates,
                value,
                disableOcspEndpointCheck,
                disableCertificateRevocationCheck,
                caFile,
                certificateKeyFile,
                certificateKeyFilePassword,
                context);
    }

    /** The same with another {@code disableOcspEndpointCheck}. */
    public TlsSettings disableOcspEndpointCheck(boolean value) {
        return new TlsSettings(
                enabled,
                allowInvalidCertificates,
                allowInvalidHostnames,
                value,
                disableCertificateRevocationCheck,
                caFile,
                certificateKeyFile,
                certificateKeyFilePassword,
                context);
    }

    /** The same with another {@code disableCertificateRevocationCheck}. */
    public TlsSettings disableCertificateRevocationCheck(boolean value) {
        return new TlsSettings(
                enabled,
                allowInvalidCertificates,
                allowInvalidHostnames,
                disableOcspEndpointCheck,
                value,
                caFile,
                certificateKeyFile,
                certificateKeyFilePassword,
                context);
    }

    /** The same with the certificate authorities of a PEM file, or the platform's if null. */
    public TlsSettings caFile(@Nullable Path value) {
        return new TlsSettings(
                enabled,
                allowInvalidCertificates,
                allowInvalidHostnames,
                disableOcspEndpointCheck,
                disableCertificateRevocationCheck,
                value,
                certificateKeyFile,
                certificateKeyFilePassword,
                context);
    }

    /** The same with the client's certificate and private key of a PEM file, and the key's password or null. */
    public TlsSettings certificateKeyFile(@Nullable Path value, @Nullable Secret password) {
        return new TlsSettings(
                enabled,
                allowInvalidCertificates,
                allowInvalidHostnames,
                disableOcspEndpointCheck,
                disableCertificateRevocationCheck,
                caFile,
                value,
                password,
                context);
    }

    /** The same with a ready context in place of the files, or the files if null. */
    public TlsSettings context(@Nullable SSLContext value) {
        return new TlsSettings(
                enabled,
                allowInvalidCertificates,
                allowInvalidHostnames,
                disableOcspEndpointCheck,
                disableCertificateRevocationCheck,
                caFile,
                certificateKeyFile,
                certificateKeyFilePassword,
                value);
    }
}
