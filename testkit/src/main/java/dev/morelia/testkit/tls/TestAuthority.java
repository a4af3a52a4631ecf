package dev.morelia.testkit.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A certificate authority for tests, with keys that exist in this process only:
 *
 * <pre>{@code
 * var authority = TestAuthority.create("Test CA");
 * var server = authority.certificate("server").host("localhost").address("127.0.0.1").issue();
 * var mongod = Mongod.builder().tls(authority, server).start();
 * }</pre>
 *
 * <p>Immutable and thread-safe.
 */
public final class TestAuthority {
    private static final Duration VALIDITY = Duration.ofDays(7);
    private static final String SIGNATURE = "SHA256withECDSA";
    private static final String SIGNATURE_OID = "1.2.840.10045.4.3.2";
    private static final String COMMON_NAME = "2.5.4.3";
    private static final String ORGANIZATION = "2.5.4.10";
    private static final String BASIC_CONSTRAINTS = "2.5.29.19";
    private static final String ALTERNATIVE_NAMES = "2.5.29.17";
    private static final String AUTHORITY_ACCESS = "1.3.6.1.5.5.7.1.1";
    private static final String OCSP = "1.3.6.1.5.5.7.48.1";
    private static final String TLS_FEATURE = "1.3.6.1.5.5.7.1.24";
    private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
    private static final String OCSP_SIGNING = "1.3.6.1.5.5.7.3.9";
    private static final int STATUS_REQUEST = 5;
    private static final int DNS_NAME = 0x82;
    private static final int IP_ADDRESS = 0x87;
    private static final int URI = 0x86;

    private final byte[] name;
    private final KeyPair keys;
    private final TestCertificate own;

    private TestAuthority(String commonName) throws GeneralSecurityException {
        name = name(commonName);
        keys = generate("EC");
        var request = new Request(this, commonName);
        request.isAuthority = true;
        own = new TestCertificate(request.signed(keys, keys), keys.getPrivate());
    }

    /**
     * Creates an authority with a certificate of its own, valid for a week.
     *
     * @param commonName its name
     * @return the new authority
     */
    public static TestAuthority create(String commonName) {
        try {
            return new TestAuthority(commonName);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The certificate and the private key of the authority itself. */
    public TestCertificate own() {
        return own;
    }

    /**
     * Prepares a certificate, valid for a week and for no host.
     *
     * @param commonName the name of its subject
     * @return the request, to be completed and issued
     */
    public Request certificate(String commonName) {
        return new Request(this, commonName);
    }

    /**
     * A context that trusts this authority.
     *
     * @param identity the certificate to show to the other side; null for none
     * @return a new context, for clients or servers
     */
    public SSLContext context(@Nullable TestCertificate identity) {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setCertificateEntry("authority", own.certificate());
            var trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(store);
            var keyManagers = KeyManagerFactory.getInstance("PKIX");
            var keyStore = KeyStore.getInstance("PKCS12");
            keyStore.load(null, null);
            if (identity != null) {
                keyStore.setKeyEntry(
                        "identity", identity.privateKey(), new char[0], new Certificate[] {identity.certificate()});
            }
            keyManagers.init(keyStore, new char[0]);
            var context = SSLContext.getInstance("TLS");
            context.init(keyManagers.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair generate(String algorithm) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance(algorithm);
        if (algorithm.equals("EC")) {
            generator.initialize(new ECGenParameterSpec("secp256r1"));
        } else {
            generator.initialize(2048);
        }
        return generator.generateKeyPair();
    }

    private static byte[] name(String commonName) {
        return Der.sequence(
                Der.set(Der.sequence(Der.oid(ORGANIZATION), Der.utf8("Morelia tests"))),
                Der.set(Der.sequence(Der.oid(COMMON_NAME), Der.utf8(commonName))));
    }

    private static byte[] extension(String oid, boolean critical, byte[] value) {
        return critical
                ? Der.sequence(Der.oid(oid), Der.bool(true), Der.octets(value))
                : Der.sequence(Der.oid(oid), Der.octets(value));
    }

    /**
     * Answers a question for the status of a certificate, as an OCSP service does.
     *
     * @param asked the certificate, issued by this authority
     * @param revokedAt when it was revoked; null if it is good
     * @return the encoded OCSP response, signed by this authority and valid for an hour
     */
    public byte[] ocspResponse(X509Certificate asked, @Nullable Instant revokedAt) {
        return ocspResponse(asked, revokedAt, own);
    }

    /**
     * Answers a question for the status of a certificate, as an OCSP service does to which the authority has delegated
     * that.
     *
     * @param asked the certificate, issued by this authority
     * @param revokedAt when it was revoked; null if it is good
     * @param delegate the certificate of the service, issued by this authority for {@link Request#ocspSigning}
     * @return the encoded OCSP response, signed by the delegate and valid for an hour
     */
    public byte[] ocspResponse(X509Certificate asked, @Nullable Instant revokedAt, TestCertificate delegate) {
        try {
            var sha1 = java.security.MessageDigest.getInstance("SHA-1");
            byte[] id = Der.sequence(
                    Der.sequence(Der.oid("1.3.14.3.2.26"), Der.element(0x05)),
                    Der.octets(sha1.digest(asked.getIssuerX500Principal().getEncoded())),
                    Der.octets(sha1.digest(bits(keys.getPublic()))),
                    Der.integer(asked.getSerialNumber()));
            byte[] status = revokedAt == null ? Der.element(0x80) : Der.tagged(1, Der.time(revokedAt));
            var now = Instant.now();
            byte[] single = Der.sequence(
                    id, status, Der.time(now.minusSeconds(60)), Der.tagged(0, Der.time(now.plusSeconds(3600))));
            var signer = delegate.certificate();
            byte[] data = Der.sequence(
                    Der.tagged(2, Der.octets(sha1.digest(bits(signer.getPublicKey())))),
                    Der.time(now),
                    Der.sequence(single));
            byte[] basic = Der.sequence(
                    data,
                    Der.sequence(Der.oid(SIGNATURE_OID)),
                    Der.bits(sign(delegate.privateKey(), data)),
                    Der.tagged(0, Der.sequence(signer.getEncoded())));
            return Der.sequence(
                    Der.enumerated(0), Der.tagged(0, Der.sequence(Der.oid("1.3.6.1.5.5.7.48.1.1"), Der.octets(basic))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The bits of a key on an elliptic curve, without what says which curve. */
    private static byte[] bits(PublicKey key) {
        byte[] encoded = key.getEncoded();
        return java.util.Arrays.copyOfRange(encoded, encoded.length - 65, encoded.length);
    }

    private static byte[] sign(PrivateKey signer, byte[] content) throws GeneralSecurityException {
        var signature = Signature.getInstance(SIGNATURE);
        signature.initSign(signer);
        signature.update(content);
        return signature.sign();
    }

    /** A certificate to be issued. Not thread-safe. */
    public static final class Request {
        private final TestAuthority authority;
        private final String commonName;
        private final List<byte[]> names = new ArrayList<>();
        private Instant from = Instant.now().minus(Duration.ofDays(1));
        private Instant until = Instant.now().plus(VALIDITY);
        private String algorithm = "EC";
        private @Nullable String ocspService;
        private boolean mustStaple;
        private boolean ocspSigning;
        private boolean isAuthority;

        private Request(TestAuthority authority, String commonName) {
            this.authority = authority;
            this.commonName = commonName;
        }

        /** Adds a host name that the certificate is for. */
        public Request host(String dnsName) {
            names.add(Der.element(DNS_NAME, dnsName.getBytes(StandardCharsets.US_ASCII)));
            return this;
        }

        /** Adds an IP address that the certificate is for. */
        public Request address(String literal) {
            try {
                names.add(Der.element(IP_ADDRESS, InetAddress.getByName(literal).getAddress()));
                return this;
            } catch (IOException e) {
                throw new IllegalArgumentException(literal, e);
            }
        }

        /** When it begins to be valid. Default: yesterday. */
        public Request validFrom(Instant time) {
            from = time;
            return this;
        }

        /** When it expires. Default: in a week. */
        public Request validUntil(Instant time) {
            until = time;
            return this;
        }

        /** Gives it an RSA key instead of one on an elliptic curve. */
        public Request rsa() {
            algorithm = "RSA";
            return this;
        }

        /** Names the OCSP service to ask for its status. */
        public Request ocspService(String uri) {
            ocspService = uri;
            return this;
        }

        /** Demands that the server staples an OCSP response. */
        public Request mustStaple() {
            mustStaple = true;
            return this;
        }

        /** Lets its owner sign OCSP responses for the certificates of the authority; not with an RSA key. */
        public Request ocspSigning() {
            ocspSigning = true;
            return this;
        }

        /** Issues the certificate with a new private key. */
        public TestCertificate issue() {
            try {
                var subject = generate(algorithm);
                return new TestCertificate(signed(authority.keys, subject), subject.getPrivate());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        private X509Certificate signed(KeyPair issuer, KeyPair subject) throws GeneralSecurityException {
            byte[] algorithmId = Der.sequence(Der.oid(SIGNATURE_OID));
            byte[] content = Der.sequence(
                    Der.tagged(0, Der.integer(BigInteger.TWO)),
                    Der.integer(new BigInteger(63, new SecureRandom()).add(BigInteger.ONE)),
                    algorithmId,
                    authority.name,
                    Der.sequence(Der.time(from), Der.time(until)),
                    name(commonName),
                    subject.getPublic().getEncoded(),
                    Der.tagged(3, extensions()));
            byte[] encoded = Der.sequence(content, algorithmId, Der.bits(sign(issuer.getPrivate(), content)));
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
        }

        private byte[] extensions() {
            var extensions = new ArrayList<byte[]>();
            extensions.add(
                    extension(BASIC_CONSTRAINTS, true, isAuthority ? Der.sequence(Der.bool(true)) : Der.sequence()));
            if (!names.isEmpty()) {
                extensions.add(extension(ALTERNATIVE_NAMES, false, Der.sequence(names.toArray(byte[][]::new))));
            }
            if (ocspService != null) {
                byte[] location = Der.element(URI, ocspService.getBytes(StandardCharsets.US_ASCII));
                extensions.add(extension(AUTHORITY_ACCESS, false, Der.sequence(Der.sequence(Der.oid(OCSP), location))));
            }
            if (mustStaple) {
                extensions.add(
                        extension(TLS_FEATURE, false, Der.sequence(Der.integer(BigInteger.valueOf(STATUS_REQUEST)))));
            }
            if (ocspSigning) {
                extensions.add(extension(EXTENDED_KEY_USAGE, false, Der.sequence(Der.oid(OCSP_SIGNING))));
            }
            return Der.sequence(extensions.toArray(byte[][]::new));
        }
    }
}
