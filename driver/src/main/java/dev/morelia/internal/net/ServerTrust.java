package dev.morelia.internal.net;

import dev.morelia.internal.env.Env;
import dev.morelia.internal.env.ThreadKind;
import dev.morelia.result.Problem;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.CertificateRevokedException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.PKIXRevocationChecker.Option;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Checks server certificates with the JDK's trust managers: chain, validity, host name, then revocation; and says in
 * words why one is rejected. Thread-safe.
 *
 * <p>Revocation is checked by OCSP, for the server's own certificate: with the response that the server has stapled to
 * the handshake, else by asking the service that the certificate names. A service that does not answer within five
 * seconds is no reason to reject the certificate; an invalid response that the server has stapled is, and so is none if
 * the certificate demands one.
 *
 * @see <a href="https://github.com/mongodb/specifications/blob/master/source/ocsp-support/ocsp-support.md">OCSP Support</a>
 */
final class ServerTrust extends X509ExtendedTrustManager {

    /** The limit that the specification suggests for asking a service. */
    private static final long ENDPOINT_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Extension "authority information access", which names the revocation service. */
    private static final String AUTHORITY_ACCESS = "1.3.6.1.5.5.7.1.1";

    /** Extension "TLS feature", in certificates that demand a stapled response. */
    private static final String TLS_FEATURE = "1.3.6.1.5.5.7.1.24";

    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;
    private static final int NAMES_SHOWN = 10;

    private final Env env;
    private final String authorities;
    private final boolean checksRevocation;
    private final boolean asksEndpoints;
    private final X509ExtendedTrustManager chains;
    private final X509ExtendedTrustManager revocations;

    /**
     * Creates it.
     *
     * @param trusted the certificates of the trusted authorities
     * @param authorities describes them in messages
     * @param asksEndpoints whether to ask revocation services; only if revocation is checked at all
     */
    ServerTrust(
            Env env,
            Collection<X509Certificate> trusted,
            String authorities,
            boolean checksRevocation,
            boolean asksEndpoints)
            throws GeneralSecurityException {
        this.env = env;
        this.authorities = authorities;
        this.checksRevocation = checksRevocation;
        this.asksEndpoints = asksEndpoints && checksRevocation;
        var anchors = trusted.stream()
                .map(certificate -> new TrustAnchor(certificate, null))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        this.chains = trustManager(anchors, false);
        this.revocations = checksRevocation ? trustManager(anchors, true) : chains;
    }

    private static X509ExtendedTrustManager trustManager(Set<TrustAnchor> anchors, boolean revocation)
            throws GeneralSecurityException {
        var parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
        parameters.setRevocationEnabled(false);
        if (revocation) {
            var checker = (PKIXRevocationChecker)
                    CertPathValidator.getInstance("PKIX").getRevocationChecker();
            checker.setOptions(EnumSet.of(Option.ONLY_END_ENTITY, Option.SOFT_FAIL, Option.NO_FALLBACK));
            parameters.addCertPathChecker(checker);
        }
        var factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(new CertPathTrustManagerParameters(parameters));
        return extended(factory);
    }

    /** The authorities that the platform trusts. */
    static List<X509Certificate> platformAuthorities() throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance("PKIX");
        factory.init((java.security.KeyStore) null);
        return List.of(extended(factory).getAcceptedIssuers());
    }

    private static X509ExtendedTrustManager extended(TrustManagerFactory factory) throws GeneralSecurityException {
        for (TrustManager each : factory.getTrustManagers()) {
            if (each instanceof X509ExtendedTrustManager manager) {
                return manager;
            }
        }
        throw new GeneralSecurityException("the security provider has no X509ExtendedTrustManager");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        try {
            chains.checkServerTrusted(chain, authType, engine);
            if (checksRevocation) {
                checkRevocation(chain, authType, engine);
            }
        } catch (CertificateException e) {
            throw rejected(chain, engine, e);
        }
    }

    private void checkRevocation(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        if (isStapled(engine)) {
            revocations.checkServerTrusted(chain, authType, engine);
        } else if (chain[0].getExtensionValue(TLS_FEATURE) != null) {
            throw new CertificateRejected(
                    Problem.SERVER_CERTIFICATE,
                    name(chain[0]) + " demands a stapled OCSP response, and the server sent none",
                    new CertificateException("no stapled OCSP response"));
        } else if (asksEndpoints && chain[0].getExtensionValue(AUTHORITY_ACCESS) != null) {
            askEndpoint(chain, authType);
        }
    }

    private static boolean isStapled(SSLEngine engine) {
        return engine.getHandshakeSession() instanceof ExtendedSSLSession session
                && session.getStatusResponses().stream().findFirst().orElse(new byte[0]).length > 0;
    }

    /**
     * On a thread of its own, as only thus the wait has a limit. That thread must not touch the engine, whose lock is
     * held by the one that performs the handshake; and it need not, as the chain and the host name are checked already.
     * It is a virtual one because only there an interrupt ends the JDK's wait for the service, and closes the socket.
     */
    private void askEndpoint(X509Certificate[] chain, String authType) throws CertificateException {
        var current = TlsTasks.current();
        var tasks = current == null ? new TlsTasks(env, true) : current;
        var rejection = new CertificateException[1];
        try {
            boolean answered = tasks.runApart(
                    () -> {
                        try {
                            revocations.checkServerTrusted(chain, authType);
                        } catch (CertificateException e) {
                            rejection[0] = e;
                        }
                    },
                    ThreadKind.VIRTUAL,
                    ENDPOINT_TIMEOUT_NANOS);
            if (answered && rejection[0] != null) {
                throw rejection[0];
            }
        } catch (IOException interrupted) {
            throw new CertificateException("closed or interrupted while asking for revocation", interrupted);
        }
    }

    @SuppressWarnings("ReferenceEquality") // the exception itself, not an equal one
    private CertificateRejected rejected(X509Certificate[] chain, SSLEngine engine, CertificateException e) {
        if (e instanceof CertificateRejected known) {
            return known;
        }
        Throwable origin = e;
        X509Certificate concerned = chain[0];
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            origin = cause;
            if (cause instanceof CertPathValidatorException invalid
                    && invalid.getCertPath() != null
                    && invalid.getIndex() >= 0
                    && invalid.getCertPath().getCertificates().get(invalid.getIndex())
                            instanceof X509Certificate certificate) {
                concerned = certificate;
            }
        }
        boolean wrongHost = origin == e && e.getClass() == CertificateException.class;
        String message = wrongHost
                ? "the server's certificate is for " + names(chain[0]) + ", not for " + engine.getPeerHost()
                : name(concerned) + " " + reason(concerned, origin);
        return new CertificateRejected(wrongHost ? Problem.CERTIFICATE_HOST : problem(origin), message, e);
    }

    private static Problem problem(Throwable origin) {
        return switch (origin) {
            case CertificateRevokedException revoked -> Problem.CERTIFICATE_REVOKED;
            case CertificateExpiredException expired -> Problem.CERTIFICATE_EXPIRED;
            case CertificateNotYetValidException early -> Problem.CERTIFICATE_EXPIRED;
            default -> Problem.SERVER_CERTIFICATE;
        };
    }

    private String reason(X509Certificate certificate, Throwable origin) {
        return switch (origin) {
            case CertificateExpiredException expired ->
                "expired on " + certificate.getNotAfter().toInstant();
            case CertificateNotYetValidException early ->
                "is not valid before " + certificate.getNotBefore().toInstant();
            case CertificateRevokedException revoked ->
                "was revoked on " + revoked.getRevocationDate().toInstant() + ", reason "
                        + revoked.getRevocationReason();
            case CertPathBuilderException unknown -> unknownAuthority(certificate);
            default ->
                origin.getClass().getSimpleName().equals("ValidatorException")
                        ? unknownAuthority(certificate)
                        : "is not valid: " + origin.getMessage();
        };
    }

    private String unknownAuthority(X509Certificate certificate) {
        var issuer = certificate.getIssuerX500Principal();
        String signed = issuer.equals(certificate.getSubjectX500Principal())
                ? "is self-signed"
                : "was issued by '" + issuer + "'";
        return signed + " and leads to none of " + authorities;
    }

    private static String name(X509Certificate certificate) {
        return "the certificate '" + certificate.getSubjectX500Principal() + "'";
    }

    /** The names that a certificate is for: the alternative names; without any the subject. */
    private static String names(X509Certificate certificate) {
        var names = new ArrayList<String>();
        try {
            var alternatives = certificate.getSubjectAlternativeNames();
            for (List<?> each : alternatives == null ? List.<List<?>>of() : alternatives) {
                if (each.get(0) instanceof Integer type && (type == DNS_NAME || type == IP_ADDRESS)) {
                    names.add(String.valueOf(each.get(1)));
                }
            }
        } catch (CertificateParsingException malformed) {
            return "unreadable names";
        }
        if (names.isEmpty()) {
            return "'" + certificate.getSubjectX500Principal() + "'";
        }
        int more = names.size() - NAMES_SHOWN;
        return String.join(", ", more > 0 ? names.subList(0, NAMES_SHOWN) : names)
                + (more > 0 ? " and " + more + " more" : "");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return chains.getAcceptedIssuers();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw noEngine();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        throw noEngine();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw noEngine();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        throw noEngine();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw noEngine();
    }

    private static CertificateException noEngine() {
        return new CertificateException("only servers are checked, with an engine that knows their host");
    }
}
