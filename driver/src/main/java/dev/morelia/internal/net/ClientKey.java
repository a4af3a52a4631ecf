package dev.morelia.internal.net;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The client's certificate and private key, if it has any. They are sent to every server that requests a certificate,
 * whatever authorities it names, as the user has configured them for these servers. Immutable.
 */
final class ClientKey extends X509ExtendedKeyManager {

    /** For a client without a certificate: notes that one is requested. */
    static final ClientKey NONE = new ClientKey(null, List.of());

    private static final String ALIAS = "client";

    private final @Nullable PrivateKey key;
    private final List<X509Certificate> chain;

    private ClientKey(@Nullable PrivateKey key, List<X509Certificate> chain) {
        this.key = key;
        this.chain = chain;
    }

    /**
     * Finds the certificate of the key and orders the others as its chain.
     *
     * @throws IllegalArgumentException if none of the certificates belongs to the key
     */
    static ClientKey of(PrivateKey key, Collection<X509Certificate> certificates) {
        X509Certificate own = certificates.stream()
                .filter(each -> belongTogether(key, each.getPublicKey()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "has a private key that belongs to none of its " + certificates.size() + " certificates"));
        var chain = new ArrayList<X509Certificate>();
        for (X509Certificate next = own; next != null && !chain.contains(next); next = issuer(next, certificates)) {
            chain.add(next);
        }
        return new ClientKey(key, List.copyOf(chain));
    }

    private static @Nullable X509Certificate issuer(X509Certificate issued, Collection<X509Certificate> certificates) {
        return certificates.stream()
                .filter(each -> each.getSubjectX500Principal().equals(issued.getIssuerX500Principal()))
                .findFirst()
                .orElse(null);
    }

    private static boolean belongTogether(PrivateKey privateKey, PublicKey publicKey) {
        if (!privateKey.getAlgorithm().equals(publicKey.getAlgorithm())) {
            return false;
        }
        String algorithm = switch (privateKey.getAlgorithm()) {
            case "RSA", "DSA" -> "SHA256with" + privateKey.getAlgorithm();
            case "EC" -> "SHA256withECDSA";
            default -> privateKey.getAlgorithm();
        };
        byte[] anything = {1, 2, 3};
        try {
            var signature = Signature.getInstance(algorithm);
            signature.initSign(privateKey);
            signature.update(anything);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(anything);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            // An algorithm that needs parameters, such as RSASSA-PSS: the server would notice a mismatch.
            return !(e instanceof java.security.SignatureException);
        }
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
        if (key == null) {
            TlsFailures.certificateMissing(engine.getHandshakeSession());
            return null;
        }
        return List.of(keyTypes).contains(key.getAlgorithm()) ? ALIAS : null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return key == null ? null : chain.toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return key;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return key != null && key.getAlgorithm().equals(keyType) ? new String[] {ALIAS} : null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return key != null && List.of(keyTypes).contains(key.getAlgorithm()) ? ALIAS : null;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
