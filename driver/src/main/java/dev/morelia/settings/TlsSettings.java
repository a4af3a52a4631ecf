package dev.morelia.settings;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Encryption of connections. Everything is checked unless a setting says otherwise. Immutable and thread-safe.
 *
 * <p>In a connection string TLS is on with {@code tls=true} or {@code ssl=true}, with the scheme {@code mongodb+srv},
 * and with any other option whose name starts with {@code tls}; {@code tls=false} always switches it off.
 * {@code tlsInsecure=true} means both {@code allowInvalidCertificates} and {@code allowInvalidHostnames}.
 *
 * <p>The names of PyMongo 3 are accepted too, and need TLS: {@code ssl_certfile}, {@code ssl_keyfile},
 * {@code ssl_pem_passphrase}, {@code ssl_ca_certs}, {@code ssl_cert_reqs} ({@code CERT_NONE} accepts every certificate,
 * {@code CERT_OPTIONAL} and {@code CERT_REQUIRED} check it) and {@code ssl_match_hostname}.
 *
 * <p>The files are PEM files. They are read when the client is created, which fails with {@link
 * IllegalArgumentException} if one is unusable, and again when they have changed. A server certificate is checked for
 * its authority, its dates, the host name and, by OCSP, for revocation; a revocation service that does not respond is
 * ignored.
 *
 * <p>There is no TLS on Unix domain sockets: with such a host and TLS enabled, creating a client fails with
 * {@link IllegalArgumentException}.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/uri-options/uri-options.md#conflicting-tls-options">URI Options: TLS</a>
 */
public final class TlsSettings {
    private static final TlsSettings DISABLED = new TlsSettings(new Fields());

    private final Fields fields;

    private TlsSettings(Fields fields) {
        this.fields = fields;
    }

    /** Connections without encryption, the default. */
    public static TlsSettings disabled() {
        return DISABLED;
    }

    /** Whether connections are encrypted; false unless set. */
    public boolean enabled() {
        return fields.enabled;
    }

    /** Returns a copy with TLS switched on or off. */
    public TlsSettings enabled(boolean value) {
        return with(changed -> changed.enabled = value);
    }

    /** Whether every certificate is accepted, for whatever host; false by default. */
    public boolean allowInvalidCertificates() {
        return fields.allowInvalidCertificates;
    }

    /** Returns a copy that accepts untrusted certificates or not. Dangerous: allows man-in-the-middle attacks. */
    public TlsSettings allowInvalidCertificates(boolean value) {
        return with(changed -> changed.allowInvalidCertificates = value);
    }

    /** Whether a certificate for another host is accepted; false unless set. */
    public boolean allowInvalidHostnames() {
        return fields.allowInvalidHostnames;
    }

    /** Returns a copy that accepts certificates of other hosts or not. Dangerous: allows any certificate holder to
     * impersonate the server. */
    public TlsSettings allowInvalidHostnames(boolean value) {
        return with(changed -> changed.allowInvalidHostnames = value);
    }

    /** Whether the revocation service named by a certificate is never asked. */
    public boolean disableOcspEndpointCheck() {
        return fields.disableOcspEndpointCheck;
    }

    /** Returns a copy with the given {@code disableOcspEndpointCheck}. */
    public TlsSettings disableOcspEndpointCheck(boolean value) {
        return with(changed -> changed.disableOcspEndpointCheck = value);
    }

    /** Whether revocation of certificates is not checked at all. */
    public boolean disableCertificateRevocationCheck() {
        return fields.disableCertificateRevocationCheck;
    }

    /** Returns a copy with the given {@code disableCertificateRevocationCheck}. */
    public TlsSettings disableCertificateRevocationCheck(boolean value) {
        return with(changed -> changed.disableCertificateRevocationCheck = value);
    }

    /** PEM file of the trusted certificate authorities; null for the platform's. */
    public @Nullable Path caFile() {
        return fields.caFile;
    }

    /** Returns a copy with the certificate authorities of a PEM file, or the platform's if null. */
    public TlsSettings caFile(@Nullable Path value) {
        return with(changed -> changed.caFile = value);
    }

    /** PEM file with the client's certificate and private key; null for none. */
    public @Nullable Path certificateKeyFile() {
        return fields.certificateKeyFile;
    }

    /** Returns a copy with the client certificate and private key of a PEM file, and the key's password or null. */
    public TlsSettings certificateKeyFile(@Nullable Path value, @Nullable Secret password) {
        return with(changed -> {
            changed.certificateKeyFile = value;
            changed.certificateKeyFilePassword = password;
        });
    }

    /** PEM file with the client's private key, if it is not in {@link #certificateKeyFile}; null if it is. */
    public @Nullable Path privateKeyFile() {
        return fields.privateKeyFile;
    }

    /** Returns a copy whose client certificate has its private key in a PEM file of its own, or in the same if null. */
    public TlsSettings privateKeyFile(@Nullable Path value) {
        return with(changed -> changed.privateKeyFile = value);
    }

    /** Password of the private key; null if it is not encrypted. */
    public @Nullable Secret certificateKeyFilePassword() {
        return fields.certificateKeyFilePassword;
    }

    /** A ready context that takes the place of the files; null for none. */
    public @Nullable SSLContext context() {
        return fields.context;
    }

    /** Returns a copy with an SSL context that replaces the files, or the files if null. */
    public TlsSettings context(@Nullable SSLContext value) {
        return with(changed -> changed.context = value);
    }

    TlsSettings with(Consumer<Fields> change) {
        return new TlsSettings(fields.with(change));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TlsSettings settings && settings.fields.equals(fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    @Override
    public String toString() {
        return "TlsSettings" + fields;
    }

    /** The values and their defaults. */
    static final class Fields extends Values<Fields> {
        boolean enabled;
        boolean allowInvalidCertificates;
        boolean allowInvalidHostnames;
        boolean disableOcspEndpointCheck;
        boolean disableCertificateRevocationCheck;

        @Nullable
        Path caFile;

        @Nullable
        Path certificateKeyFile;

        @Nullable
        Path privateKeyFile;

        @Nullable
        Secret certificateKeyFilePassword;

        @Nullable
        SSLContext context;

        @Override
        void check() {
            if (allowInvalidCertificates && (disableOcspEndpointCheck || disableCertificateRevocationCheck)) {
                throw new IllegalArgumentException("allowInvalidCertificates must not be set together with"
                        + " disableOcspEndpointCheck or disableCertificateRevocationCheck");
            }
            if (disableOcspEndpointCheck && disableCertificateRevocationCheck) {
                throw new IllegalArgumentException(
                        "disableOcspEndpointCheck and disableCertificateRevocationCheck must not be set together");
            }
            if (context != null && (caFile != null || certificateKeyFile != null || allowInvalidCertificates)) {
                throw new IllegalArgumentException("context replaces caFile, certificateKeyFile and"
                        + " allowInvalidCertificates, so they must not be set together");
            }
        }

        @Override
        Map<String, @Nullable Object> all() {
            var all = new LinkedHashMap<String, @Nullable Object>();
            all.put("enabled", enabled);
            all.put("allowInvalidCertificates", allowInvalidCertificates);
            all.put("allowInvalidHostnames", allowInvalidHostnames);
            all.put("disableOcspEndpointCheck", disableOcspEndpointCheck);
            all.put("disableCertificateRevocationCheck", disableCertificateRevocationCheck);
            all.put("caFile", caFile);
            all.put("certificateKeyFile", certificateKeyFile);
            all.put("privateKeyFile", privateKeyFile);
            all.put("certificateKeyFilePassword", certificateKeyFilePassword);
            all.put("context", context);
            return all;
        }
    }
}
